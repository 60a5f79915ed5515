"""Stored completions."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of


def stored(desk: Desk, said: str = "hello", **more: object) -> str:
    """Create a stored completion and return its identifier."""
    return str(desk.chat(said, store=True, **more).json()["id"])


def test_only_what_was_stored_can_be_read(desk: Desk) -> None:
    """Without ``store`` every read answers 404."""
    kept, lost = stored(desk), desk.chat().json()["id"]
    assert desk.get(f"/chat/completions/{kept}").json()["id"] == kept
    response = desk.get(f"/chat/completions/{lost}")
    assert response.status == 404
    assert lost in error_of(response)["message"]


def test_pages_follow_each_other(desk: Desk) -> None:
    """Three pages of two, two and one, oldest first, newest first when told."""
    identifiers = [stored(desk, f"question {number}") for number in range(5)]
    seen, after = [], ""
    while True:
        listed = desk.get(f"/chat/completions?limit=2{after}").json()
        seen += [each["id"] for each in listed["data"]]
        if not listed["has_more"]:
            break
        after = f"&after={listed['last_id']}"
    assert seen == identifiers
    newest = desk.get("/chat/completions?order=desc&limit=1").json()
    assert newest["first_id"] == identifiers[-1]


def test_lists_are_narrowed_by_metadata_and_model(desk: Desk) -> None:
    """Pairs in brackets and a model, alias or snapshot, select."""
    first = stored(desk, metadata={"team": "a", "run": "1"})
    second = stored(desk, metadata={"team": "b"}, model="gpt-4o")
    assert [each["id"] for each in desk.get("/chat/completions?metadata[team]=a").json()["data"]] == [first]
    assert [each["id"] for each in desk.get("/chat/completions?model=gpt-4o").json()["data"]] == [second]
    assert desk.get("/chat/completions?metadata[team]=c").json()["data"] == []


def test_only_metadata_can_be_changed(desk: Desk) -> None:
    """An update replaces all pairs."""
    kept = stored(desk, metadata={"a": "1"})
    updated = desk.post(f"/chat/completions/{kept}", {"metadata": {"b": "ü"}}).json()
    assert updated["metadata"] == {"b": "ü"}
    assert desk.post(f"/chat/completions/{kept}", {"metadata": None}).json()["metadata"] == {}
    assert error_of(desk.post(f"/chat/completions/{kept}", {}))["param"] == "metadata"


def test_messages_are_listed_as_they_were_sent(desk: Desk) -> None:
    """Roles are kept, identifiers are the completion's with a number."""
    kept = stored(desk)
    listed = desk.get(f"/chat/completions/{kept}/messages").json()
    assert [(each["id"], each["role"], each["content"]) for each in listed["data"]] == [(f"{kept}-0", "user", "hello")]


def test_a_deleted_completion_is_gone(desk: Desk) -> None:
    """Deleting twice is 404 the second time."""
    kept = stored(desk)
    assert desk.delete(f"/chat/completions/{kept}").json() == {
        "object": "chat.completion.deleted",
        "id": kept,
        "deleted": True,
    }
    assert desk.delete(f"/chat/completions/{kept}").status == 404
    assert desk.get(f"/chat/completions/{kept}/messages").status == 404


def test_stored_completions_are_forgotten_in_the_end(desk: Desk) -> None:
    """After the profile's lifetime nothing is left."""
    kept = stored(desk)
    desk.clock.advance(2592000)
    assert desk.get(f"/chat/completions/{kept}").status == 404
