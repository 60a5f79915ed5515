"""What every answer carries, and the quotas behind it."""

from __future__ import annotations

from .desk import Desk


def test_every_answer_carries_the_usual_headers(desk: Desk) -> None:
    """Good and bad answers, of callers known and unknown, tell version, request id and the account's quota."""
    for target, caller in (("/users/me.json", "api"), ("/tickets/9.json", "api"), ("/tickets.json", "nobody")):
        response = desk.call("GET", target, caller=caller)
        assert response.header("x-zendesk-api-version") == "v2"
        assert len(response.header("x-request-id") or "") == 36
        assert (response.header("etag") or "").startswith('W/"')
        assert response.header("cache-control") == "max-age=0, private, must-revalidate"
        remaining = response.header("x-rate-limit-remaining")
        assert response.header("x-rate-limit") == response.header("ratelimit-limit") == "700"
        assert remaining == response.header("ratelimit-remaining")
        assert 0 < int(response.header("ratelimit-reset") or 0) <= 60


def test_the_remainder_counts_down_and_starts_over(desk: Desk) -> None:
    """Each call takes one; a new minute gives all back."""
    first = desk.call("GET", "/users/me.json").header("x-rate-limit-remaining")
    second = desk.call("GET", "/users/me.json").header("x-rate-limit-remaining")
    assert int(first or 0) - int(second or 0) == 1
    desk.clock.advance(60)
    assert desk.call("GET", "/users/me.json").header("x-rate-limit-remaining") == "699"


def test_the_accounts_quota_ends_in_429(desk: Desk) -> None:
    """The answer is text, says how many seconds to wait, and waiting that long is enough."""
    desk.system.scale_quota(0.01, "account")
    statuses = [desk.call("GET", "/groups.json").status for _ in range(8)]
    assert statuses == [200] * 7 + [429]
    refused = desk.call("GET", "/groups.json")
    assert refused.header("content-type") == "text/plain; charset=utf-8"
    assert refused.body == b"Number of allowed API requests per minute exceeded"
    assert refused.header("x-rate-limit-remaining") == "0"
    desk.clock.advance(int(refused.header("retry-after") or 0))
    assert desk.call("GET", "/groups.json").status == 200


def test_one_ticket_takes_thirty_updates_in_ten_minutes(desk: Desk) -> None:
    """The bucket is the ticket's own and names itself in both spellings."""
    desk.ticket()
    desk.ticket()
    for _ in range(30):
        response = desk.call("PUT", "/tickets/1.json", {"ticket": {"priority": "low"}})
    assert response.header("zendesk-ratelimit-per-ticket-updates") == "total=30; remaining=0; resets=600"
    assert response.header("zendesk-rate-limit-per-ticket-updates") == "total=30; remaining=0; resets=600"
    refused = desk.call("PUT", "/tickets/1.json", {"ticket": {"priority": "low"}})
    assert (refused.status, refused.header("retry-after")) == (429, "600")
    assert desk.call("PUT", "/tickets/2.json", {"ticket": {"priority": "low"}}).status == 200


def test_exports_have_a_bucket_of_ten(desk: Desk) -> None:
    """The eleventh export of a minute is refused."""
    for _ in range(10):
        assert desk.call("GET", "/incremental/tickets/cursor.json?start_time=0").status == 200
    assert desk.call("GET", "/incremental/users/cursor.json?start_time=0").status == 429


def test_an_etag_that_the_caller_has_saves_the_body(desk: Desk) -> None:
    """If-None-Match with the current etag answers 304."""
    desk.ticket()
    etag = desk.call("GET", "/tickets/1.json").header("etag") or ""
    again = desk.call("GET", "/tickets/1.json", headers={"if-none-match": etag})
    assert (again.status, again.body) == (304, b"")
    desk.update(1, priority="low")
    assert desk.call("GET", "/tickets/1.json", headers={"if-none-match": etag}).status == 200


def test_dropped_keys_are_named(desk: Desk) -> None:
    """Unknown keys of a body leave a warning, not an error; line breaks in them do no harm."""
    body = {"ticket": {"comment": {"body": "x"}, "colour": "red", "a\r\nb": 1}}
    warning = desk.call("POST", "/tickets.json", body).header("x-zendesk-api-warn") or ""
    assert warning == (
        'Removed restricted keys ["ticket.colour", "ticket.a\\r\\nb"] from parameters according to whitelist'
    )
