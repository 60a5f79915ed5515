"""The system as the kit sees it: paths, headers, failures, arrivals, snapshots."""

from __future__ import annotations

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.world.http import Request

from .desk import HOST, Desk


def test_json_suffix_changes_nothing(desk: Desk) -> None:
    """A path answers alike with and without the suffix."""
    desk.ticket()
    assert desk.get("/tickets/1")["ticket"]["id"] == desk.get("/tickets/1.json")["ticket"]["id"]


def test_addresses_follow_the_caller(desk: Desk) -> None:
    """Absolute links carry the scheme, host and port that were called."""
    desk.ticket()
    assert desk.get("/tickets/1.json")["ticket"]["url"] == f"http://{HOST}/api/v2/tickets/1.json"
    request = Request("GET", "/api/v2/tickets/1", "", {"host": "b:1", **desk.credentials("api")}, scheme="https")
    assert desk.system.handle(request).json()["ticket"]["url"].startswith("https://b:1/")


@pytest.mark.parametrize(
    "call",
    [
        "GET /api/v2/targets.json",
        "GET /api/v2/account/settings",
        "POST /api/v2/views/preview.json",
        "GET /api/v2/ticket_metrics/7",
        "PUT /api/v2/users/7/password",
        "GET /api/v2/help_center/articles.json",
    ],
)
def test_what_is_not_simulated_answers_501(desk: Desk, call: str) -> None:
    """Told apart from an endpoint that does not exist."""
    method, path = call.split()
    response = desk.system.handle(Request(method, path, "", {"host": HOST, **desk.credentials("api")}))
    assert (response.status, response.json()["error"]) == (501, "NotBuilt")
    unknown = desk.system.handle(Request(method, "/api/v2/target.json", "", {"host": HOST, **desk.credentials("api")}))
    assert (unknown.status, unknown.json()["error"]) == (404, "InvalidEndpoint")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 418, 422, 500, 502, 503, 504])
def test_the_front_door_fails_in_the_vendors_words(desk: Desk, status: int) -> None:
    """A failure without a cause has an envelope and the usual headers."""
    response = desk.system.error(status, retry_after_seconds=2.5)
    assert response.status == status
    assert "error" in response.json()
    assert response.header("retry-after") == "3"
    assert response.header("x-rate-limit") == "700"


def test_a_simulated_429_says_when_to_come_back(desk: Desk) -> None:
    """The quota's failure is text and always carries Retry-After."""
    response = desk.system.error(429)
    assert response.body == b"Number of allowed API requests per minute exceeded"
    assert 1 <= int(response.header("retry-after") or 0) <= 60


def test_unknown_paths_and_methods(desk: Desk) -> None:
    """What is not served answers with InvalidEndpoint."""
    for method, path in (("GET", "/api/v2/nothing.json"), ("DELETE", "/api/v2/tickets.json"), ("GET", "/")):
        response = desk.system.handle(Request(method, path, "", {"host": HOST}))
        assert (response.status, response.json()["error"]) == (404, "InvalidEndpoint")


def test_what_is_not_built_is_refused(desk: Desk) -> None:
    """An operation without behaviour answers 501."""
    assert desk.put("/suspended_tickets/1/recover.json", {}, 501)["error"] == "NotBuilt"


def test_unknown_options_are_refused() -> None:
    """A misspelt option is an error, with what was probably meant."""
    with pytest.raises(UnknownNameError, match="did you mean 'groups'"):
        Desk({"group": ["a"]})


def test_a_fork_goes_its_own_way(desk: Desk) -> None:
    """A copy has everything and shares nothing, pending jobs and chance included."""
    desk.ticket()
    job = desk.post("/tickets/create_many.json", {"tickets": [{"subject": "x", "comment": {"body": "y"}}]}, 200)
    twin = desk.system.fork(clock := SteppedClock())
    clock.advance(10)
    headers = {"host": HOST, **desk.credentials("api")}
    path = f"/api/v2/job_statuses/{job['job_status']['id']}.json"
    assert twin.handle(Request("GET", path, "", headers)).json()["job_status"]["status"] == "completed"
    assert desk.get(path.removeprefix("/api/v2"))["job_status"]["status"] == "queued"
    assert len(twin.store["tickets"]) == 2
    assert len(desk.store["tickets"]) == 1


def test_the_same_seed_gives_the_same_answers() -> None:
    """Two desks of one seed answer byte for byte alike, a third does not."""

    def run(seed: int) -> list[tuple[bytes, str | None]]:
        desk = Desk(seed=seed)
        desk.system.connect("http://receiver.example/hook")
        answers = [desk.call("POST", "/tickets.json", {"ticket": {"comment": {"body": "x"}}}) for _ in range(3)]
        desk.clock.advance(2)
        kept = [(answer.body, answer.header("x-request-id")) for answer in answers]
        return [*kept, *((parcel.body, None) for parcel in desk.receiver.parcels)]

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_tokens_expire_when_told(desk: Desk) -> None:
    """Every access token stops working, those without an end too; a new one works."""
    known = desk.system.credentials
    grant = {"grant_type": "client_credentials", "client_id": known["client_id"]}
    grant["client_secret"] = known["client_secret"]
    token = desk.post("/oauth/tokens", grant, 200)["access_token"]
    assert desk.get("/users/me.json", caller=token)["user"]["role"] == "admin"
    assert desk.system.expire_tokens() == 1
    assert desk.system.expire_tokens() == 0
    desk.get("/users/me.json", 401, caller=token)
    desk.get("/users/me.json", caller=desk.post("/oauth/tokens", grant, 200)["access_token"])


def test_connecting_sets_up_a_webhook(desk: Desk) -> None:
    """The account delivers new tickets to the url, and tells the secret."""
    told = desk.system.connect("http://receiver.example/hook")
    webhook = desk.get("/webhooks")["webhooks"][0]
    assert (webhook["endpoint"], webhook["status"]) == ("http://receiver.example/hook", "active")
    assert webhook["subscriptions"] == ["zen:event-type:ticket.created"]
    secret = desk.get(f"/webhooks/{webhook['id']}/signing_secret")["signing_secret"]["secret"]
    assert told["signing_secret"] == secret
