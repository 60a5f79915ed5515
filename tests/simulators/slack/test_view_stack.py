"""What a submitted modal does next."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from windtunnel.world.courier import DeliveryOutcome

from .desk import Desk
from .test_views import MODAL, USER, trigger


def submitted(desk: Desk, answer: dict[str, Any] | None) -> list[str]:
    """Open two modals, submit the upper one, let the app answer, and return the titles that are left."""
    receiver = desk.connect()
    desk.ok("views.open", trigger_id=trigger(desk), view=MODAL)
    top = desk.ok("views.push", trigger_id=trigger(desk), view=MODAL)["view"]
    body = orjson.dumps(answer) if answer is not None else b""
    receiver.outcome = lambda parcel: DeliveryOutcome(200, body=body)
    values = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}
    desk.system.arrive({"submit": {"view_id": top["id"], "values": values}})
    desk.settle()
    return [view["title"]["text"] for view in desk.workspace.views.stack(USER)]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (None, ["Triage"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "errors", "errors": {"b": "no"}}, ["Triage", "Triage"]),
        (
            {"response_action": "update", "view": {**MODAL, "title": {"type": "plain_text", "text": "Next"}}},
            ["Triage", "Next"],
        ),
        (
            {"response_action": "push", "view": {**MODAL, "title": {"type": "plain_text", "text": "Next"}}},
            ["Triage", "Triage", "Next"],
        ),
    ],
)
def test_the_answer_decides(desk: Desk, answer: dict[str, Any] | None, left: list[str]) -> None:
    """It closes by itself, clears, stays with errors, or goes on."""
    assert submitted(desk, answer) == left


def test_a_wrong_view_in_the_answer_is_noted(desk: Desk) -> None:
    """The user sees that it failed."""
    assert submitted(desk, {"response_action": "update", "view": {"type": "home"}}) == ["Triage", "Triage"]
    (failed,) = desk.workspace.store["_failed_interactions"]
    assert failed == {"reason": "invalid_arguments", "user": USER}
