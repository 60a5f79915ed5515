"""Webhooks over the API."""

from __future__ import annotations

from typing import Any

import pytest

from ..desk import Desk

VALUES = {
    "name": "Tell",
    "endpoint": "http://receiver.example/hook",
    "http_method": "POST",
    "request_format": "json",
    "status": "active",
    "subscriptions": ["zen:event-type:user.created"],
}


@pytest.fixture
def webhook(desk: Desk) -> Any:
    """A webhook."""
    return desk.post("/webhooks", {"webhook": VALUES})["webhook"]


def test_a_webhook_is_created_shown_and_listed(desk: Desk, webhook: Any) -> None:
    """Ids are ULIDs, lists page by cursor and can be narrowed down."""
    assert len(webhook["id"]) == 26
    assert desk.get(f"/webhooks/{webhook['id']}")["webhook"] == webhook
    desk.post("/webhooks", {"webhook": {**VALUES, "name": "Other", "status": "inactive"}})
    page = desk.get("/webhooks?page[size]=1")
    assert (len(page["webhooks"]), page["meta"]["has_more"]) == (1, True)
    assert [each["name"] for each in desk.get("/webhooks?filter[name_contains]=oth")["webhooks"]] == ["Other"]
    assert [each["name"] for each in desk.get("/webhooks?filter[status]=active")["webhooks"]] == ["Tell"]
    assert [each["name"] for each in desk.get("/webhooks?sort=-name")["webhooks"]] == ["Tell", "Other"]


def test_a_webhook_is_changed_and_deleted(desk: Desk, webhook: Any) -> None:
    """PUT needs everything, PATCH a part; neither answers with a body."""
    target = f"/webhooks/{webhook['id']}"
    desk.put(target, {"webhook": {**VALUES, "name": "New"}}, 204)
    desk.put(target, {"webhook": {"name": "New"}}, 400)
    desk.patch(target, {"webhook": {"status": "inactive"}})
    after = desk.get(target)["webhook"]
    assert (after["name"], after["status"], after["endpoint"]) == ("New", "inactive", VALUES["endpoint"])
    desk.delete(target)
    desk.get(target, 404)
    desk.get(f"{target}/signing_secret", 404)


def test_a_webhook_is_copied(desk: Desk, webhook: Any) -> None:
    """The copy has an id and a secret of its own."""
    copy = desk.post(f"/webhooks?clone_webhook_id={webhook['id']}")["webhook"]
    assert (copy["endpoint"], copy["id"] != webhook["id"]) == (VALUES["endpoint"], True)
    secrets = [desk.get(f"/webhooks/{each['id']}/signing_secret")["signing_secret"] for each in (webhook, copy)]
    assert secrets[0] != secrets[1]
    desk.post("/webhooks?clone_webhook_id=x", None, 400)


def test_a_secret_is_reset(desk: Desk, webhook: Any) -> None:
    """The new one signs from now on."""
    target = f"/webhooks/{webhook['id']}/signing_secret"
    before = desk.get(target)["signing_secret"]
    after = desk.post(target)["signing_secret"]
    assert before["secret"] != after["secret"]
    assert desk.get(target)["signing_secret"] == after == {"secret": after["secret"], "algorithm": "SHA256"}


def test_a_test_is_sent_with_the_constant_secret(desk: Desk, webhook: Any) -> None:
    """To a saved webhook, or to one that is not saved yet."""
    desk.post(f"/webhooks/test?webhook_id={webhook['id']}", {"request": {"payload": '{"a": 1}'}}, 200)
    desk.post("/webhooks/test", {"webhook": {"endpoint": "http://other.example/"}}, 200)
    desk.clock.advance(1)
    assert [parcel.url for parcel in desk.receiver.parcels] == [VALUES["endpoint"], "http://other.example/"]
    assert desk.receiver.parcels[0].body == b'{"a": 1}'
    desk.post("/webhooks/test", {}, 400)
    desk.post("/webhooks/test?webhook_id=x", {}, 404)


@pytest.mark.parametrize("body", [{}, {"webhook": {}}, {"webhook": {**VALUES, "endpoint": "x"}}, {"webhook": 1}])
def test_wrong_bodies_are_refused(desk: Desk, body: Any) -> None:
    """With a list of errors."""
    assert desk.post("/webhooks", body, 400)["errors"][0]["code"] == "InvalidWebhook"


def test_a_webhook_is_two_effects_at_most(desk: Desk, webhook: Any) -> None:
    """Secrets and credentials are bookkeeping."""
    desk.effects.clear()
    desk.patch(f"/webhooks/{webhook['id']}", {"webhook": {"status": "inactive"}})
    assert [f"{effect.collection}.{effect.change}" for effect in desk.effects] == ["webhooks.updated"]
