"""What queries find."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from ..desk import Desk


@pytest.fixture(scope="module")
def filled() -> Desk:
    """A desk with tickets of every kind, indexed."""
    desk = Desk({"ticket_fields": [{"id": 5001, "type": "tagger", "title": "Category"}]})
    me = desk.get("/users/me.json")["user"]["id"]
    organization = desk.post("/organizations.json", {"organization": {"name": "Acme", "external_id": "o1"}})
    ana = {"name": "Ana Lima", "email": "ana@acme.example"}
    desk.ticket(subject="Refund for a lost card", requester=ana, priority="urgent", tags=["vip", "card"])
    desk.ticket(subject="Password", comment={"body": "I forgot it, refunds please"}, type="incident")
    desk.ticket(subject="Solved one", assignee_id=me, status="solved", external_id="E-1")
    desk.ticket(subject="Group one", group_id=desk.group("cards")["id"], tags=["card"], status="pending")
    desk.ticket(subject="Org one", organization_id=organization["organization"]["id"])
    desk.ticket(subject="Field one", custom_fields=[{"id": 5001, "value": "fraud"}])
    desk.update(6, comment={"body": "a later remark about giraffes"})
    desk.clock.advance(86_400)
    desk.ticket(subject="Late one", email_ccs=[{"user_email": "ana@acme.example"}])
    desk.settle()
    return desk


FOUND: list[tuple[str, list[int]]] = [
    ("refund", [1, 2]),
    ("Refund*", [1, 2]),
    ('"lost card"', [1]),
    ('"card lost"', []),
    ("fund", []),
    ("giraffes", [6]),
    ("comment:giraffes", [6]),
    ("status:solved", [3]),
    ("status<solved", [1, 2, 4, 5, 6, 7]),
    ("status>=pending", [3, 4]),
    ("status:new status:pending", [1, 2, 4, 5, 6, 7]),
    ("-status:new", [3, 4]),
    ("priority:urgent", [1]),
    ("priority>normal", [1]),
    ("priority:none tags:card", [4]),
    ("tags:card", [1, 4]),
    ('tags:"vip card"', [1]),
    ("tags:vip tags:none", [1, 2, 3, 5, 6, 7]),
    ("-tags:card refund", [2]),
    ("requester:ana@acme.example", [1]),
    ("requester:Ana", [1]),
    ("requester:me", [2, 3, 4, 5, 6, 7]),
    ("assignee:me", [3]),
    ("assignee:none", [1, 2, 4, 5, 6, 7]),
    ("submitter:none", []),
    ("group:cards", [4]),
    ("group:none status:solved", []),
    ("organization:acme", [5]),
    ("ticket_type:incident", [2]),
    ("type:incident", [2]),
    ("external_id:E-1", [3]),
    ("external_id:E", []),
    ("subject:one", [3, 4, 5, 6, 7]),
    ("description:forgot", [2]),
    ("created>2026-01-05", [7]),
    ("created:2026-01-05", [1, 2, 3, 4, 5, 6]),
    ("created>3hours", [7]),
    ("solved>2026-01-01", [3]),
    ("cc:ana@acme.example", [7]),
    ("commenter:me giraffes", [6]),
    ("via:api", [1, 2, 3, 4, 5, 6, 7]),
    ("custom_field_5001:fraud", [6]),
    ("fieldvalue:fraud", [6]),
    ("custom_field_5001:none", [1, 2, 3, 4, 5, 7]),
    ("3", [3]),
    ("#3", [3]),
    ("nonsense:value", []),
    ("-nonsense:value refund", [1, 2]),
    ("due_date:none refund", [1, 2]),
]


@pytest.mark.parametrize(("query", "ids"), FOUND)
def test_tickets_are_found(filled: Desk, query: str, ids: list[int]) -> None:
    """Each key, comparison and negation finds what the vendor's would."""
    kind = "" if query.startswith("type:") else "type:ticket "
    answer = filled.get(f"/search.json?query={quote(kind + query)}&sort_by=created_at&sort_order=asc")
    assert sorted(result["id"] for result in answer["results"]) == ids
    assert answer["count"] == len(ids)


def test_every_kind_is_found(filled: Desk) -> None:
    """Without a type all kinds are searched, keys narrow them down, deleted users are not found."""

    def kinds(query: str) -> list[str]:
        results = filled.get(f"/search.json?query={quote(query)}")["results"]
        return sorted({result["result_type"] for result in results})

    assert kinds("acme") == ["organization", "user"]
    assert kinds("role:admin") == ["user"]
    assert kinds("email:ana@acme.example") == ["user"]
    assert kinds("type:organization external_id:o1") == ["organization"]
    assert kinds("type:group cards") == ["group"]
    assert kinds("type:user organization:none") == ["user"]
    assert kinds("-type:ticket ana") == ["user"]
    assert kinds("name:Ana") == ["user"]


def test_a_person_is_found_by_number(filled: Desk) -> None:
    """An id stands for its user."""
    ana = filled.get("/users/search.json?query=ana@acme.example")["users"][0]
    found = filled.get(f"/search.json?query=requester:{ana['id']}")["results"]
    assert [ticket["id"] for ticket in found] == [1]
