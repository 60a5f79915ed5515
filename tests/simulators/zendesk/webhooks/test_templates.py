"""Bodies that administrators write."""

from __future__ import annotations

import json

import pytest

from simulators.zendesk.account import Actor
from simulators.zendesk.webhooks import templates
from windtunnel.simulator import NotBuilt

from ..desk import Desk


def _fill(desk: Desk, template: str, *, as_json: bool = True) -> str:
    ticket = desk.store["tickets"].get("1")
    comment = desk.store["comments"].where("ticket_id", 1)[-1]
    return templates.fill(template, desk.account, ticket, comment, Actor(None), as_json=as_json)


def test_placeholders_are_filled(desk: Desk) -> None:
    """Fields of the ticket, of its people and its group; unknown ones become empty."""
    desk.ticket(requester={"name": "Ana", "email": "ana@mail.example"}, group_id=desk.group("cards")["id"], tags="a b")
    template = (
        "{{ticket.id}}|{{ ticket.title }}|{{ticket.requester.email}}|{{ticket.group.name}}|{{ticket.tags}}|{{x.y}}|"
    )
    assert _fill(desk, template) == "1|Card stolen|ana@mail.example|cards|a b||"


def test_values_are_escaped_in_json(desk: Desk) -> None:
    """Quotes and line breaks of customers do not break the body; in text they stay as they are."""
    desk.ticket(comment={"body": 'She said "no"\nтак'})
    filled = _fill(desk, '{"text": "{{ticket.latest_comment}}"}')
    assert json.loads(filled) == {"text": 'She said "no"\nтак'}
    assert _fill(desk, "{{ticket.description}}", as_json=False) == 'She said "no"\nтак'


def test_missing_people_are_empty(desk: Desk) -> None:
    """A ticket without an assignee has no name to fill in."""
    desk.ticket()
    assert _fill(desk, "[{{ticket.assignee.name}}{{current_user.name}}]") == "[]"


@pytest.mark.parametrize("template", ["{% if x %}", "{{ ticket.id | upcase }}"])
def test_liquid_is_refused(template: str) -> None:
    """Tags and filters are not simulated."""
    with pytest.raises(NotBuilt):
        templates.check(template)
