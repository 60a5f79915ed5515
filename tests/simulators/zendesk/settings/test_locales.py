"""Languages of the account."""

from __future__ import annotations

from ..desk import Desk


def test_a_language_is_found_by_id_and_by_code(desk: Desk) -> None:
    """Both are the same record, and an unknown one is not found."""
    assert desk.get("/locales/8.json") == desk.get("/locales/de.json")
    assert desk.get("/locales/de.json")["locale"]["name"] == "Deutsch"
    desk.get("/locales/xx.json", 404)


def test_the_callers_language(desk: Desk) -> None:
    """It follows the user's setting; one that the account does not have is the first language."""
    me = desk.get("/users/me.json")["user"]
    assert desk.get("/locales/current.json")["locale"]["locale"] == "en-US"
    desk.put(f"/users/{me['id']}.json", {"user": {"locale_id": 16}})
    assert desk.get("/locales/current.json")["locale"]["locale"] == "fr"
    desk.put(f"/users/{me['id']}.json", {"user": {"locale_id": 999}})
    assert desk.get("/locales/current.json")["locale"]["locale"] == "en-US"
