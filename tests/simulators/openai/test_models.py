"""Listing and reading models."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of


def test_all_models_are_listed(desk: Desk) -> None:
    """Aliases and snapshots stand side by side, with their shutdown date."""
    listed = {model["id"]: model for model in desk.get("/models").json()["data"]}
    assert {"gpt-4o-mini", "gpt-4o-mini-2024-07-18", "text-embedding-3-small"} <= listed.keys()
    assert listed["gpt-4o-mini"]["shutdown_date"] == "2027-01-14"
    assert listed["gpt-5.5"]["shutdown_date"] is None


def test_one_model_is_read_under_the_name_that_was_asked_for(desk: Desk) -> None:
    """The identifier of the answer is the one in the path."""
    assert desk.get("/models/gpt-4o-2024-08-06").json()["id"] == "gpt-4o-2024-08-06"


def test_an_unknown_model_puts_model_into_param(desk: Desk) -> None:
    """Reading an unknown model is worded differently from calling it."""
    response = desk.get("/models/gpt-9")
    assert response.status == 404
    assert error_of(response) == {
        "message": "The model 'gpt-9' does not exist",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_found",
    }
