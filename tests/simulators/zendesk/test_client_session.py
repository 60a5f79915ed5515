"""zenpy, unmodified and over a socket, through a whole working session."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import zenpy
from zenpy.lib.api_objects import Comment, Group, Organization, Ticket, User, Webhook
from zenpy.lib.exception import APIException, RecordNotFoundException

from .serving import Mailbox, Served, mailbox

Connect = Callable[..., Any]


@pytest.fixture
def connect(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Makes clients; whoever of them waits moves the world's clock instead of sleeping."""
    monkeypatch.setenv("ZENPY_FORCE_NETLOC", served.netloc)
    monkeypatch.setenv("ZENPY_FORCE_SCHEME", "http")
    monkeypatch.setattr("zenpy.lib.api.sleep", served.advance)
    sessions: list[requests.Session] = []
    served.control("POST", "reset")
    served.advance(120)

    def make(**credentials: Any) -> Any:
        session = requests.Session()
        session.trust_env = False
        sessions.append(session)
        if not credentials:
            credentials = {"email": served.credentials["email"], "token": served.credentials["api_token"]}
        if "anonymous" not in credentials:
            return zenpy.Zenpy(subdomain="windtunnel", session=session, disable_cache=True, **credentials)
        return zenpy.Zenpy(subdomain="windtunnel", session=session, disable_cache=True, **credentials)

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def client(connect: Connect) -> Any:
    """An agent's client."""
    return connect()


def _ticket(**more: Any) -> Ticket:
    return Ticket(subject="Card stolen", comment=Comment(body="Somebody took my card."), **more)


def test_every_way_in(served: Served, connect: Connect) -> None:
    """API token, password, OAuth by client credentials and by code with PKCE, and a refreshed token all lead in."""
    known = served.credentials
    assert connect().users.me().email == known["email"]
    assert connect(email=known["email"], password=known["password"]).users.me().role == "admin"
    client = {"client_id": known["client_id"], "client_secret": known["client_secret"]}
    grant = {**client, "grant_type": "client_credentials", "scope": "read write"}
    token = served.client.post(f"{served.url}/oauth/tokens", json=grant).json()
    assert connect(oauth_token=token["access_token"]).users.me().email == known["email"]
    pair = _authorized(served)
    assert connect(oauth_token=pair["access_token"]).users.me().email == known["email"]
    renewal = {**client, "grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    renewed = served.client.post(f"{served.url}/oauth/tokens", data=renewal).json()
    assert connect(oauth_token=renewed["access_token"]).users.me().email == known["email"]
    with pytest.raises(APIException, match="Couldn't authenticate you"):
        connect(oauth_token=pair["access_token"]).users.me()


def _authorized(served: Served) -> dict[str, Any]:
    known, verifier = served.credentials, "v" * 64
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": known["client_id"],
        "redirect_uri": known["redirect_uri"],
        "scope": "read write",
        "state": "s1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = served.client.get(f"{served.url}/oauth/authorizations/new", params=query)
    back = parse_qs(urlsplit(page.headers["location"]).query)
    assert page.status_code == 302
    assert back["state"] == ["s1"]
    grant = {
        "grant_type": "authorization_code",
        "code": back["code"][0],
        "client_id": known["client_id"],
        "redirect_uri": known["redirect_uri"],
        "code_verifier": verifier,
        "expires_in": 300,
    }
    answer: dict[str, Any] = served.client.post(f"{served.url}/oauth/tokens", json=grant).json()
    assert answer["expires_in"] == 300
    return answer


def test_bad_credentials(served: Served, connect: Connect) -> None:
    """A wrong token and an expired one are refused; a wrong password is an anonymous user to ``users/me`` alone."""
    with pytest.raises(APIException, match="Couldn't authenticate you"):
        connect(email=served.credentials["email"], token="wrong").users.me()
    stranger = connect(email=served.credentials["email"], password="wrong")
    assert stranger.users.me().name == "Anonymous user"
    with pytest.raises(APIException, match="Couldn't authenticate you"):
        next(stranger.tickets())
    pair = _authorized(served)
    served.advance(301)
    with pytest.raises(APIException, match="Couldn't authenticate you"):
        connect(oauth_token=pair["access_token"]).users.me()


def test_a_ticket_is_created_read_and_changed(client: Any) -> None:
    """What is written comes back, nulls and other scripts included, and every change leaves an audit."""
    requester = User(name="Łukasz 東京", email="lukasz@mail.example")
    audit = client.tickets.create(_ticket(requester=requester, priority="high", tags=["VIP Client"]))
    ticket = client.tickets(id=audit.ticket.id)
    assert ticket.requester.name == "Łukasz 東京"
    assert (ticket.status, ticket.priority, ticket.tags, ticket.type) == ("new", "high", ["vip_client"], None)
    ticket.status = "pending"
    ticket.priority = None
    ticket.comment = Comment(body="We look into it. 👀", public=False)
    client.tickets.update(ticket)
    again = client.tickets(id=ticket.id)
    assert (again.status, again.priority, again.subject) == ("pending", None, "Card stolen")
    comments = list(client.tickets.comments(ticket.id))
    assert [comment.body for comment in comments] == ["Somebody took my card.", "We look into it. 👀"]
    assert [comment.public for comment in comments] == [True, False]
    assert len(list(client.tickets.audits(ticket=ticket.id))) == 2


def test_pages_both_ways(client: Any) -> None:
    """Three pages come whole and in order, by cursor and by offset."""
    made = [client.tickets.create(_ticket(external_id=f"e{n}")).ticket.id for n in range(7)]
    by_cursor = [ticket.id for ticket in client.tickets(cursor_pagination=3)]
    assert by_cursor == made
    by_offset = client.tickets(cursor_pagination=False)
    assert [ticket.id for ticket in by_offset] == made
    url = f"{client.tickets._build_url(client.tickets.endpoint(cursor_pagination=False))}?per_page=3"
    pages = []
    while url:
        page = client.tickets._get(url, raw_response=True).json()
        pages.append([ticket["id"] for ticket in page["tickets"]])
        url = page["next_page"]
    assert pages == [made[:3], made[3:6], made[6:]]
    assert [ticket.id for ticket in client.tickets(cursor_pagination=False)[1:4]] == made[1:4]


def test_the_search_lags_and_finds(served: Served, client: Any) -> None:
    """The query language works as zenpy writes it, some seconds after the change."""
    for n in range(3):
        client.tickets.create(_ticket(tags=["lost"], priority="urgent" if n else "low"))
    assert list(client.search(type="ticket", tags="lost")) == []
    served.advance(6)
    assert len(list(client.search(type="ticket", tags="lost"))) == 3
    assert len(list(client.search("took", type="ticket", priority="urgent"))) == 2
    assert len(list(client.search(type="ticket", minus="priority:urgent"))) == 1
    assert client.search.count(type="ticket") == 3
    exported = client.search_export(type="ticket", tags="lost")
    assert len(list(exported)) == 3
    assert [user.email for user in client.users.search(query="agent@windtunnel.example")] == [
        served.credentials["email"]
    ]


def test_a_search_ends_at_a_thousand_results(served: Served, client: Any) -> None:
    """zenpy takes the refusal of page eleven for the end."""
    served.control("PUT", "quotas", {"enforced": False})
    for n in range(1010):
        served.control("POST", "arrivals", {"text": f"message {n}", "email": "flood@mail.example"})
    served.advance(6)
    results = client.search("message", type="ticket")
    assert results.count == 1010
    assert sum(1 for _ in results) == 1000


def test_a_stale_update_is_refused(served: Served, client: Any) -> None:
    """A safe update that was decided on an older state conflicts; decided anew it goes through."""
    ticket_id = client.tickets.create(_ticket()).ticket.id
    mine, theirs = client.tickets(id=ticket_id), client.tickets(id=ticket_id)
    served.advance(2)
    theirs.priority = "low"
    client.tickets.update(theirs)
    mine.priority, mine.safe_update, mine.updated_stamp = "urgent", True, mine.updated_at
    with pytest.raises(APIException, match="UpdateConflict") as refused:
        client.tickets.update(mine)
    assert refused.value.response.status_code == 409
    stamp = client.tickets(id=ticket_id).updated_at
    mine.priority, mine.safe_update, mine.updated_stamp = "urgent", True, stamp
    assert client.tickets.update(mine).ticket.priority == "urgent"


def test_deleting_restoring_and_destroying(served: Served, client: Any) -> None:
    """A deleted ticket is gone, comes back when it is restored, and is destroyed by a job."""
    audit = client.tickets.create(_ticket())
    client.tickets.delete(audit.ticket)
    with pytest.raises(RecordNotFoundException):
        client.tickets(id=audit.ticket.id)
    assert [ticket.id for ticket in client.tickets.deleted()] == [audit.ticket.id]
    client.tickets.restore(audit.ticket)
    assert client.tickets(id=audit.ticket.id).subject == "Card stolen"
    client.tickets.delete(client.tickets(id=audit.ticket.id))
    job = client.tickets.permanently_delete(audit.ticket)
    served.advance(5)
    assert client.job_status(id=job.id).status == "completed"
    assert list(client.tickets.deleted()) == []


def test_bad_input(client: Any) -> None:
    """Each kind of mistake has its own envelope."""
    with pytest.raises(APIException, match="BlankValue") as blank:
        client.tickets.create(Ticket(subject="x", comment=Comment(body="")))
    assert blank.value.response.status_code == 422
    with pytest.raises(APIException, match="is not recognized"):
        client.tickets.create(_ticket(priority="enormous"))
    with pytest.raises(APIException, match="Invalid attribute"):
        client.tickets.create(_ticket(group_id="many"))
    ticket = client.tickets.create(_ticket(status="closed")).ticket
    ticket.priority = "low"
    with pytest.raises(APIException, match="closed prevents ticket update"):
        client.tickets.update(ticket)
    client.users.create(User(name="A", email="twice@mail.example"))
    with pytest.raises(APIException, match="DuplicateValue"):
        client.users.create(User(name="B", email="twice@mail.example"))


def test_the_quota_is_exceeded_and_waited_for(served: Served, client: Any) -> None:
    """zenpy meets 429, waits as long as Retry-After says, and goes on."""
    served.control("PUT", "quotas", {"scale": 0.01})
    before = served.control("GET", "clock")["now"]
    for _ in range(9):
        client.users.me()
    waited = served.control("GET", "clock")["now"] - before
    served.control("PUT", "quotas", {"scale": 1})
    assert 0 < waited <= 60
    answer = client.tickets._get(client.tickets._build_url(client.tickets.endpoint()), raw_response=True)
    assert answer.headers["x-rate-limit"] == answer.headers["ratelimit-limit"] == "700"
    assert answer.headers["zendesk-ratelimit-tickets-index"].startswith("total=100; remaining=")


def test_twenty_tickets_at_once(connect: Connect) -> None:
    """Parallel creations get an id each, without a gap."""
    clients = [connect() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda client: client.tickets.create(_ticket()).ticket.id, clients))
    assert sorted(made) == list(range(min(made), min(made) + 20))


def test_incremental_exports(served: Served, client: Any) -> None:
    """Both styles of export return what changed, deleted tickets as deleted; a start too recent is refused."""
    start = int(served.control("GET", "clock")["now"])
    made = [client.tickets.create(_ticket()).ticket for _ in range(5)]
    client.tickets.delete(made[0])
    served.advance(600)
    by_cursor = {ticket.id: ticket.status for ticket in client.tickets.incremental(start_time=start, per_page=2)}
    assert by_cursor == {made[0].id: "deleted", **{ticket.id: "new" for ticket in made[1:]}}
    by_time = client.tickets.incremental(start_time=start, paginate_by_time=True)
    assert {ticket.id for ticket in by_time} == {ticket.id for ticket in made}
    assert len(list(client.users.incremental(start_time=0))) == 2
    assert list(client.organizations.incremental(start_time=0)) == []
    with pytest.raises(APIException, match="Too recent start_time"):
        client.tickets.incremental(start_time=start + 600)


def test_bulk_work_is_done_by_jobs(served: Served, client: Any) -> None:
    """A bulk call answers with a job whose progress can be watched."""
    job = client.tickets.create([_ticket() for _ in range(15)])
    assert (job.status, job.progress) == ("queued", None)
    served.advance(1.5)
    working = client.job_status(id=job.id)
    assert (working.status, working.progress, working.message) == ("working", 10, "Creating Ticket #10")
    served.advance(2)
    done = client.job_status(id=job.id)
    assert done.status == "completed"
    assert len(done.results) == 15
    tickets = client.tickets(ids=[result.id for result in done.results])
    assert len(list(tickets)) == 15
    for ticket in list(tickets):
        ticket.priority = "low"
    closing = client.tickets.update([Ticket(id=result.id, status="solved") for result in done.results])
    served.advance(5)
    assert all(result.success for result in client.job_status(id=closing.id).results)
    with pytest.raises(APIException, match="TooManyValues"):
        client.tickets.create([_ticket() for _ in range(101)])


def test_files_go_up_and_come_down(client: Any) -> None:
    """An uploaded file hangs on a comment and can be fetched."""
    upload = client.attachments.upload(io.BytesIO(b"proof \x00\xff"), target_name="proof.bin")
    comment = Comment(body="See the file.", uploads=[upload.token])
    ticket = client.tickets.create(Ticket(subject="With a file", comment=comment)).ticket
    attachment = next(iter(client.tickets.comments(ticket.id))).attachments[0]
    assert attachment.file_name == "proof.bin"
    assert client.attachments.download(attachment.id).getvalue() == b"proof \x00\xff"
    spare = client.attachments.upload(io.BytesIO(b"spare"), target_name="spare.txt")
    client.attachments.delete(spare.token)


def test_people_and_their_places(client: Any) -> None:
    """Users, identities, organizations, groups and memberships work together."""
    organization = client.organizations.create(Organization(name="Acme", domain_names=["acme.example"]))
    user = client.users.create_or_update(User(name="Ana", email="ana@acme.example", external_id="x1"))
    assert user.organization.name == "Acme"
    again = client.users.create_or_update(User(name="Ana Maria", email="ana@acme.example"))
    assert (again.id, again.name) == (user.id, "Ana Maria")
    assert [identity.value for identity in client.users.identities(id=user.id)] == ["ana@acme.example"]
    assert [each.name for each in client.users.organizations(user)] == ["Acme"]
    assert client.users.related(user).requested_tickets == 0
    group = client.groups.create(Group(name="night shift"))
    assert group.id in [each.id for each in client.groups()]
    assert client.users.delete(user).active is False
    client.organizations.delete(organization)
    with pytest.raises(RecordNotFoundException):
        client.organizations(id=organization.id)


def test_sideloads(served: Served, client: Any) -> None:
    """zenpy finds sideloaded users beside the tickets."""
    client.tickets.create(_ticket(requester=User(name="Eve", email="eve@mail.example")))
    url = client.tickets._build_url(client.tickets.endpoint(include=["users", "groups"]))
    page = client.tickets._get(url, raw_response=True).json()
    assert "eve@mail.example" in [user["email"] for user in page["users"]]


def test_webhooks_arrive_signed(served: Served, client: Any) -> None:
    """A delivery carries a signature made with the secret as it stands, and its invocation is on record."""
    with mailbox() as box:
        webhook = client.webhooks.create(
            Webhook(
                name="Tell me",
                endpoint=box.url,
                http_method="POST",
                request_format="json",
                status="active",
                subscriptions=["zen:event-type:ticket.created"],
            )
        )
        secret = client.webhooks.show_secret(webhook).secret
        ticket = client.tickets.create(_ticket()).ticket
        headers, body = _delivered(served, box)
        _check_signature(headers, body, secret)
        payload = json.loads(body)
        assert payload["type"] == "zen:event-type:ticket.created"
        assert payload["detail"]["id"] == str(ticket.id)
        assert headers["x-zendesk-webhook-id"] == webhook.id
        invocations = _settled(client, webhook)
        assert [invocation.status for invocation in invocations] == ["success"]
        assert [each.status_code for each in client.webhooks.invocation_attempts(webhook.id, invocations[0].id)] == [
            200
        ]


def _delivered(served: Served, box: Mailbox) -> tuple[dict[str, str], bytes]:
    served.advance(1)
    assert box.arrived.wait(10), "nothing was delivered"
    return box.deliveries[0]


def _settled(client: Any, webhook: Any) -> list[Any]:
    """Ask until the answer of the receiver has come back to the simulator."""
    for _ in range(200):
        invocations = list(client.webhooks.invocations(webhook))
        if invocations[0].status != "in progress":
            break
    return invocations


def _check_signature(headers: dict[str, str], body: bytes, secret: str) -> None:
    message = headers["x-zendesk-webhook-signature-timestamp"].encode() + body
    expected = base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()
    assert headers["x-zendesk-webhook-signature"] == expected
