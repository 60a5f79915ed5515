"""Tags of users and organizations."""

from __future__ import annotations

import pytest

from ..desk import Desk


@pytest.mark.parametrize("kind", ["users", "organizations"])
def test_tags_are_set_added_and_taken(desk: Desk, kind: str) -> None:
    """Each of them once, in the order they came in, and the record shows the same."""
    made = desk.post(f"/{kind}.json", {kind[:-1]: {"name": "Acme"}})[kind[:-1]]
    path = f"/{kind}/{made['id']}/tags.json"
    assert desk.get(path)["tags"] == []
    assert desk.post(path, {"tags": ["VIP Client", "big"]})["tags"] == ["vip_client", "big"]
    assert desk.put(path, {"tags": ["big", "late"]})["tags"] == ["vip_client", "big", "late"]
    desk.delete(path, body={"tags": ["big", "unknown"]})
    assert desk.get(path)["tags"] == ["vip_client", "late"]
    assert desk.get(f"/{kind}/{made['id']}.json")[kind[:-1]]["tags"] == ["vip_client", "late"]
    assert desk.post(path, {"tags": ["only"]})["tags"] == ["only"]


def test_tags_of_nobody(desk: Desk) -> None:
    """404, and for tags that are none 400."""
    assert desk.get("/users/1/tags.json", 404)["error"] == "RecordNotFound"
    refused = desk.put(f"/users/{desk.user()['id']}/tags.json", {"tags": 5}, 400)
    assert refused["error"]["title"] == "Invalid attribute"
