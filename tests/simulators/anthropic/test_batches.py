"""Batches as they are made, stopped, deleted and listed."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import Desk, message_body, message_of

TARGET = "/v1/messages/batches"


def request(custom_id: object = "a") -> dict[str, object]:
    """Return one request of a batch."""
    return {"custom_id": custom_id, "params": message_body()}


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([], "requests: List should have at least 1 item after validation, not 0"),
        ([request(), request("b"), request()], "requests.2.custom_id: Duplicate custom_id `a`"),
        ([request("a b")], "requests.0.custom_id: String should match pattern"),
        ([request("x" * 65)], "requests.0.custom_id: String should match pattern"),
        ([{"custom_id": "a"}], "requests.0.params: Field required"),
        ([{**request(), "method": "POST"}], "requests.0.method: Extra inputs are not permitted"),
    ],
)
def test_a_batch_that_is_refused_at_once(desk: Desk, requests: list[object], message: str) -> None:
    """Names and form are checked, what is asked for is not."""
    response = desk.post(TARGET, {"requests": requests})
    assert response.status == 400
    assert message_of(response).startswith(message)


def test_a_batch_as_it_begins(desk: Desk) -> None:
    """In progress, all in processing, no results yet, a day to live."""
    batch = desk.batch(message_body(), message_body())
    assert batch["request_counts"] == {"processing": 2, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
    assert (batch["processing_status"], batch["results_url"], batch["ended_at"]) == ("in_progress", None, None)
    assert batch["expires_at"] == "2026-01-06T09:00:00.000000Z"
    early = desk.get(f"{TARGET}/{batch['id']}/results")
    assert (early.status, message_of(early)) == (404, f"Batch {batch['id']} has no available results.")


def test_cancelling(desk: Desk) -> None:
    """Twice is once, after the end it is too late."""
    batch = desk.batch(*[message_body()] * 3)["id"]
    first = desk.post(f"{TARGET}/{batch}/cancel").json()
    assert (first["processing_status"], first["cancel_initiated_at"]) == ("canceling", "2026-01-05T09:00:00.000000Z")
    assert desk.post(f"{TARGET}/{batch}/cancel").json() == first
    desk.clock.advance(60)
    assert desk.post(f"{TARGET}/{batch}/cancel").status == 400
    assert desk.post(f"{TARGET}/msgbatch_x/cancel").status == 404


def test_deleting(desk: Desk) -> None:
    """Only after the end, and with the results."""
    batch = desk.batch(message_body())["id"]
    assert message_of(desk.delete(f"{TARGET}/{batch}")).endswith("Cancel it first.")
    desk.clock.advance(60)
    assert desk.delete(f"{TARGET}/{batch}").json() == {"id": batch, "type": "message_batch_deleted"}
    assert desk.get(f"{TARGET}/{batch}").status == desk.get(f"{TARGET}/{batch}/results").status == 404
    desk.clock.advance(40 * 86_400)


def test_listing(desk: Desk) -> None:
    """Newest first."""
    made = [desk.batch(message_body())["id"] for _ in range(3)]
    assert [batch["id"] for batch in desk.get(f"{TARGET}?limit=2").json()["data"]] == made[:0:-1]


def test_too_many_requests_wait() -> None:
    """The queue of the organization is bounded; what has ended waits no more."""
    desk = Desk({"batch_queue_requests_max": 3})
    desk.batch(message_body(), message_body())
    refused = desk.post(TARGET, {"requests": [request("a"), request("b")]})
    assert (refused.status, refused.header("x-should-retry")) == (429, "false")
    desk.clock.advance(60)
    assert desk.post(TARGET, {"requests": [request("a"), request("b")]}).status == 200


def test_a_body_that_is_too_long() -> None:
    """Batches have a limit of their own."""
    assert Desk({"batch_bytes_max": 50}).post(TARGET, {"requests": [request()]}).status == 413
