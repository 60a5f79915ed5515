"""What all families of settings have in common."""

from __future__ import annotations

from typing import Any

from ..desk import Desk

ACTIONS = [{"field": "status", "value": "solved"}]


def _macro(desk: Desk, title: str, **values: Any) -> Any:
    return desk.post("/macros.json", {"macro": {"title": title, "actions": ACTIONS, **values}}, 200)["macro"]


def test_a_new_record_goes_to_the_end(desk: Desk) -> None:
    """Unless it says where, and lists are sorted as they are asked for."""
    made = [_macro(desk, title) for title in ("b", "a")]
    assert made[1]["position"] == made[0]["position"] + 1
    assert _macro(desk, "c", position=77)["position"] == 77
    listed = desk.get("/macros.json?sort_by=alphabetical&sort_order=asc")["macros"]
    assert [each["title"] for each in listed] == ["a", "b", "c"]
    assert [each["title"] for each in desk.get("/macros.json?sort=-position&page[size]=2")["macros"]] == ["c", "a"]


def test_inactive_records_are_listed_apart(desk: Desk) -> None:
    """The argument takes either."""
    _macro(desk, "on")
    _macro(desk, "off", active=False)
    for wanted, titles in (("true", ["on"]), ("false", ["off"])):
        assert [each["title"] for each in desk.get(f"/macros.json?active={wanted}")["macros"]] == titles


def test_a_required_field_stays_filled(desk: Desk) -> None:
    """A change to nothing is refused and changes nothing; what may not be written is dropped with a warning."""
    macro = _macro(desk, "Close")
    target = f"/macros/{macro['id']}.json"
    assert "title" in desk.put(target, {"macro": {"title": " "}}, 422)["details"]
    answer = desk.call("PUT", target, {"macro": {"colour": "red", "title": "Shut"}})
    assert "macro.colour" in (answer.header("x-zendesk-api-warn") or "")
    assert (answer.json()["macro"]["title"], answer.json()["macro"]["raw_title"]) == ("Shut", "Shut")


def test_what_is_unique_is_taken_once(desk: Desk) -> None:
    """Another record cannot take it, its owner may keep it."""
    made = [
        desk.post("/user_fields.json", {"user_field": {"key": key, "type": "text", "title": key}})["user_field"]
        for key in ("tier", "size")
    ]
    refused = desk.put(f"/user_fields/{made[1]['id']}.json", {"user_field": {"key": "tier"}}, 422)
    assert refused["details"]["key"][0]["error"] == "DuplicateValue"
    desk.put(f"/user_fields/{made[0]['id']}.json", {"user_field": {"key": "tier"}})
