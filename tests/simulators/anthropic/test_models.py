"""Listing and reading models."""

from __future__ import annotations

from tests.simulators.anthropic.desk import Desk, message_of

DAY_SECONDS = 86_400


def stages(desk: Desk, query: str = "") -> dict[str, str]:
    """Return the models of a list with their stages."""
    return {model["id"]: model["lifecycle"] for model in desk.get(f"/v1/models{query}").json()["data"]}


def test_retired_models_are_listed_on_demand_only(desk: Desk) -> None:
    """Deprecated ones are listed always."""
    name = "claude-opus-4-20250514"
    assert stages(desk)[name] == "active"
    desk.clock.advance(110 * DAY_SECONDS)
    assert stages(desk)[name] == "deprecated"
    desk.clock.advance(90 * DAY_SECONDS)
    assert name not in stages(desk)
    assert stages(desk, "?lifecycle=retired&lifecycle=deprecated") == {
        name: "retired",
        "claude-sonnet-4-5-20250929": "deprecated",
    }
    assert stages(desk, "?lifecycle[]=retired") == {name: "retired"}
    wrong = desk.get("/v1/models?lifecycle=old")
    assert message_of(wrong) == "lifecycle: Input should be 'active', 'deprecated' or 'retired'"


def test_a_model_is_read_by_any_of_its_names(desk: Desk) -> None:
    """Retired or not, and always under its own name."""
    desk.clock.advance(400 * DAY_SECONDS)
    for name in ("claude-opus-4", "claude-opus-4-0", "claude-opus-4-20250514"):
        model = desk.get(f"/v1/models/{name}").json()
        assert (model["id"], model["lifecycle"]) == ("claude-opus-4-20250514", "retired")
        assert model["retires_at"] == "2026-06-15T00:00:00.000000Z"
    assert desk.get("/v1/models/claude-9").status == 404


def test_the_newest_comes_first(desk: Desk) -> None:
    """By the day on which it came out."""
    created = [model["created_at"] for model in desk.get("/v1/models").json()["data"]]
    assert created == sorted(created, reverse=True)
