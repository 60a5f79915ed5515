"""What an account has on its first day."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .desk import Desk


def test_the_default_account(desk: Desk) -> None:
    """There is an administrator in every group, a customer, views, statuses, a form and a brand."""
    me = desk.get("/users/me.json")["user"]
    assert (me["email"], me["role"]) == (desk.system.credentials["email"], "admin")
    groups = desk.get("/groups.json")["groups"]
    assert [group["name"] for group in groups][:3] == ["Support", "cards", "transfers"]
    assert len(desk.get(f"/users/{me['id']}/groups.json")["groups"]) == len(groups) == 12
    assert len(desk.get("/views.json")["views"]) == 6
    assert [each["status_category"] for each in desk.get("/custom_statuses.json")["custom_statuses"]] == [
        "new",
        "open",
        "pending",
        "hold",
        "solved",
    ]
    assert desk.get("/users/me.json", caller="customer")["user"]["role"] == "end-user"


def test_options_shape_the_account() -> None:
    """Groups, agents, fields and organizations come from the options, fields with ids of one's own choice."""
    desk = Desk(
        {
            "groups": ["alpha", "beta"],
            "agents": [{"name": "Bo", "email": "bo@desk.example", "groups": ["beta"]}],
            "ticket_fields": [{"id": 360001, "type": "tagger", "title": "Category"}],
            "organizations": [{"name": "Acme", "domain_names": ["acme.example"]}],
        }
    )
    assert [group["name"] for group in desk.get("/groups.json")["groups"]] == ["alpha", "beta"]
    agent = desk.get("/users/search.json?query=bo@desk.example")["users"][0]
    assert [group["name"] for group in desk.get(f"/users/{agent['id']}/groups.json")["groups"]] == ["beta"]
    ticket = desk.ticket(custom_fields=[{"id": 360001, "value": "lost_card"}])
    assert ticket["custom_fields"] == ticket["fields"] == [{"id": 360001, "value": "lost_card"}]
    assert desk.user(email="a@acme.example")["organization_id"] is not None


@pytest.mark.parametrize("options", [{"groups": "alpha"}, {"groups": []}, {"agents": ["bo"]}])
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    """An option of the wrong shape is named."""
    with pytest.raises(UsageError, match="options"):
        Desk(options)
