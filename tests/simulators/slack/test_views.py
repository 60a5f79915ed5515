"""views.open, push, update and publish."""

from __future__ import annotations

from typing import Any

import pytest

from .desk import Desk

USER = "U07WINDTNL2"
MODAL: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Triage"},
    "blocks": [{"type": "divider"}],
}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def trigger(desk: Desk) -> str:
    """Return a ticket as an interaction brings one."""
    ticket: str = desk.workspace.interactions.issue_trigger(USER)
    return ticket


def test_a_modal_is_opened_once_per_trigger(desk: Desk) -> None:
    """Within three seconds."""
    ticket = trigger(desk)
    view = desk.ok("views.open", trigger_id=ticket, view=MODAL)["view"]
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert "user_id" not in view
    assert desk.error("views.open", trigger_id=ticket, view=MODAL) == "exchanged_trigger_id"
    late = trigger(desk)
    desk.clock.advance(3)
    assert desk.error("views.open", trigger_id=late, view=MODAL) == "expired_trigger_id"
    assert desk.error("views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    assert desk.error("views.open", view=MODAL) == "invalid_arguments"
    assert desk.ok("views.open", interactivity_pointer=trigger(desk), view=MODAL)


def test_modals_are_stacked_three_high(desk: Desk) -> None:
    """Each knows the one below."""
    first = desk.ok("views.open", trigger_id=trigger(desk), view=MODAL)["view"]
    second = desk.ok("views.push", trigger_id=trigger(desk), view=MODAL)["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (first["id"], first["id"])
    desk.ok("views.push", trigger_id=trigger(desk), view=MODAL)
    assert desk.error("views.push", trigger_id=trigger(desk), view=MODAL) == "push_limit_reached"


def test_a_view_is_updated_unless_it_has_changed(desk: Desk) -> None:
    """The hash tells; either id finds it."""
    view = desk.ok("views.open", trigger_id=trigger(desk), view={**MODAL, "external_id": "mine"})["view"]
    changed = {**MODAL, "title": {"type": "plain_text", "text": "New"}}
    after = desk.ok("views.update", view_id=view["id"], view=changed, hash=view["hash"])["view"]
    assert (after["title"]["text"], after["hash"] != view["hash"]) == ("New", True)
    assert desk.error("views.update", view_id=view["id"], view=changed, hash=view["hash"]) == "hash_conflict"
    assert desk.error("views.update", view_id="V00000000", view=changed) == "not_found"
    assert desk.error("views.update", external_id="other", view=changed) == "not_found"
    assert desk.error("views.update", view=changed) == "invalid_arguments"
    taken = {**MODAL, "external_id": "again"}
    desk.ok("views.open", trigger_id=trigger(desk), view=taken)
    assert desk.ok("views.update", external_id="again", view=taken)
    assert desk.error("views.open", trigger_id=trigger(desk), view=taken) == "duplicate_external_id"


def test_the_home_tab_is_published_per_user(desk: Desk) -> None:
    """Publishing again replaces it."""
    first = desk.ok("views.publish", user_id=USER, view=HOME)["view"]
    again = desk.ok("views.publish", user_id=USER, view=HOME, hash=first["hash"])["view"]
    assert again["id"] == first["id"]
    assert desk.error("views.publish", user_id=USER, view=HOME, hash=first["hash"]) == "hash_conflict"
    assert desk.ok("views.publish", user_id="U07WINDTNL3", view=HOME)["view"]["id"] != first["id"]
    assert desk.error("views.publish", user_id="U00000000", view=HOME) == "user_not_found"
    assert desk.error("views.publish", user_id=USER, view=MODAL) == "invalid_arguments"
    assert desk.error("views.publish", user_id=USER) == "invalid_arguments"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"type": "home"}, "must be one of: modal [json-pointer:/view/type]"),
        ({"title": None}, "missing required field: title [json-pointer:/view]"),
        ({"blocks": None}, "missing required field: blocks [json-pointer:/view]"),
        ({"blocks": [{"type": "x"}]}, "unsupported type: x [json-pointer:/view/blocks/0/type]"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"submit": {"type": "mrkdwn", "text": "x"}}, "must be a valid plain_text object [json-pointer:/view/submit]"),
        (
            {"title": {"type": "plain_text", "text": "x" * 25}},
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {"private_metadata": "x" * 3001},
            "must be a string of less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
    ],
)
def test_a_wrong_view_is_told_its_place(desk: Desk, changes: dict[str, Any], complaint: str) -> None:
    """invalid_arguments, with every complaint."""
    answer = desk.json("views.open", trigger_id=trigger(desk), view={**MODAL, **changes})
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {complaint}"]


def test_a_view_is_limited_in_bytes(desk: Desk) -> None:
    """250 kB."""
    big = {**MODAL, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 90}
    assert desk.error("views.open", trigger_id=trigger(desk), view=big) == "view_too_large"
