"""Models: names, aliases, stages and options."""

from __future__ import annotations

from datetime import date

import pytest

from simulators.anthropic.catalogue import Catalogue
from simulators.anthropic.options import read_options
from tests.simulators.anthropic.desk import Desk, contract
from windtunnel.kernel.errors import UsageError

JANUARY_2026 = 1_767_603_600.0
YEAR_SECONDS = 365 * 86_400


def catalogue(**options: object) -> Catalogue:
    """Return the catalogue of the profile."""
    return Catalogue(contract().profile, read_options(options))


def test_alias_and_name_are_one_model() -> None:
    """Limits are counted for it however it is called."""
    known = catalogue()
    assert known.find("claude-haiku-4-5") is known.find("claude-haiku-4-5-20251001")
    assert known.find("claude-opus-4-0") is known.find("claude-opus-4-20250514")
    assert known.counted_as("claude-haiku-4-5-20251001") == "claude-haiku-4-5"
    assert known.counted_as("gpt-9") == "gpt-9"


def test_a_model_grows_old() -> None:
    """Active, deprecated, retired, by the dates of the profile."""
    model = catalogue().find("claude-sonnet-4-5")
    assert model is not None
    assert model.retires == date(2026, 11, 30)
    stages = [model.lifecycle(JANUARY_2026 + share * YEAR_SECONDS) for share in (0, 0.6, 1)]
    assert stages == ["active", "deprecated", "retired"]


def test_a_successor_is_told_by_its_own_name() -> None:
    """An alias in the profile becomes the name that answers carry."""
    model = catalogue().find("claude-opus-4")
    assert model is not None
    assert model.successor == "claude-opus-4-5-20251101"


def test_models_can_be_chosen_and_added() -> None:
    """A list names known ones, a mapping adds facts."""
    assert [model.name for model in catalogue(models=["claude-opus-5-5"]).all()] == ["claude-opus-5-5"]
    desk = Desk(models={"our-model": {"output_tokens_max": 50, "line": "opus"}})
    assert desk.ask(model="our-model", max_tokens=50).json()["model"] == "our-model"
    assert desk.ask(model="our-model", max_tokens=51).status == 400
    assert desk.ask().status == 200


@pytest.mark.parametrize(
    "models", [["gpt-4o"], {"x": {"created": "soon"}}, {"x": {"line": "sonata"}}, {"x": {"context_tokens": "many"}}]
)
def test_wrong_facts_are_refused(models: object) -> None:
    """With the place."""
    with pytest.raises(UsageError, match="models"):
        catalogue(models=models)


def test_capabilities_are_shown_as_they_are_enforced(desk: Desk) -> None:
    """What the catalogue promises is what a message is judged by."""
    for model in desk.get("/v1/models").json()["data"]:
        can = model["capabilities"]
        adaptive = desk.ask(model=model["id"], thinking={"type": "adaptive"})
        assert (adaptive.status == 200) == can["thinking"]["types"]["adaptive"]["supported"]
        effort = desk.ask(model=model["id"], output_config={"effort": "low"})
        assert (effort.status == 200) == can["effort"]["supported"]
