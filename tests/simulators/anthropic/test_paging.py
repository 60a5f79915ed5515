"""Pages by neighbour and by token."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import Desk, message_of


def ids(desk: Desk, query: str) -> tuple[list[str], bool]:
    """Return a page of models, and whether there is more."""
    page = desk.get(f"/v1/models?{query}").json()
    found = [model["id"] for model in page["data"]]
    assert (page["first_id"], page["last_id"]) == ((found[0], found[-1]) if found else (None, None))
    return found, page["has_more"]


def test_pages_forward_and_backward(desk: Desk) -> None:
    """The neighbour itself is on neither page."""
    everything, more = ids(desk, "limit=1000")
    assert more is False
    assert ids(desk, "limit=3") == (everything[:3], True)
    assert ids(desk, f"limit=3&after_id={everything[2]}") == (everything[3:6], True)
    assert ids(desk, f"limit=30&after_id={everything[2]}") == (everything[3:], False)
    assert ids(desk, f"limit=2&before_id={everything[3]}") == (everything[1:3], True)
    assert ids(desk, f"limit=3&before_id={everything[3]}") == (everything[:3], False)
    assert ids(desk, f"after_id={everything[-1]}") == ([], False)


def test_pages_by_token(desk: Desk) -> None:
    """Each page names the next one, the last one none."""
    sent = [desk.upload(f"{number}.txt", b"x").json()["id"] for number in range(5)]
    found: list[str] = []
    query = "limit=2"
    while True:
        page = desk.get(f"/v1/files?{query}").json()
        found += [file["id"] for file in page["data"]]
        if page["next_page"] is None:
            break
        query = f"limit=2&page={page['next_page']}"
    assert found == sent[::-1]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=0", "limit: Input should be greater than or equal to 1"),
        ("limit=-3", "limit: Input should be greater than or equal to 1"),
        ("limit=1001", "limit: Input should be less than or equal to 1000"),
        ("limit=many", "limit: Input should be a valid integer"),
        ("after_id=x", "after_id: 'x' is not an element of this list"),
        ("before_id=x", "before_id: 'x' is not an element of this list"),
        ("after_id=a&before_id=b", "only one of `before_id` and `after_id` may be specified"),
    ],
)
def test_wrong_pages_are_refused(desk: Desk, query: str, message: str) -> None:
    """With the parameter."""
    assert message_of(desk.get(f"/v1/models?{query}")).startswith(message)
    if "before" not in query and "after" not in query:
        assert message_of(desk.get(f"/v1/files?{query}")).startswith(message)


def test_a_token_that_leads_nowhere(desk: Desk) -> None:
    """For example, because its file was deleted."""
    assert desk.get("/v1/files?page=page_x").status == 400
