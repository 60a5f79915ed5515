"""Files in a Slack workspace: what tells of them, what lists them, and what is in them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Coroutine
from email.utils import formatdate
from typing import Any, TypeVar

import httpx
import pytest

from adapters.errors import ContractError, NotFound, Rejected, SystemUnavailable
from adapters.outbound.client import PlainClient
from adapters.outbound.policy import compose
from adapters.ports.documents import Challenge, Document, DocumentEvent, EventsDropped, Notice
from adapters.systems.slack.documents import DocumentSettings, SlackDocuments, document_authentication
from tests.adapters.fake_clock import EPOCH, FakeClock, run
from tests.adapters.set_clock import SetClock
from tests.adapters.systems.vendor import Vendor, html, say, set_at, spoil

T = TypeVar("T")
SETTINGS = DocumentSettings.from_environment(
    {"CHAT_BOT_TOKEN": "xoxb-bot-token-value", "CHAT_SIGNING_SECRET": "shh-secret", "CHAT_LISTING_PAGE_SIZE": "2"},
    "chat",
)


class FakeFiles(Vendor):
    """A workspace with files, newest first in the list."""

    def __init__(self, *created: float) -> None:
        super().__init__()
        self.files = [self.file(f"F0FILE{number:04}", at) for number, at in enumerate(created or (EPOCH,))]
        self.content = b"hello"

    def file(self, file_id: str, created: float) -> dict[str, Any]:
        """Return a file's object."""
        address = f"https://files.slack.com/files-pri/T1-{file_id}/a.txt"
        said = {"id": file_id, "created": int(created), "name": "a.txt", "mimetype": "text/plain", "size": 5}
        return {**said, "url_private": address}

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a method."""
        method = request.url.path.removeprefix("/api/")
        if method == "files.list":
            return self._list(request.url.params)
        if method == "files.info":
            found = [file for file in self.files if file["id"] == request.url.params["file"]]
            body = {"ok": True, "file": found[0]} if found else {"ok": False, "error": "file_deleted"}
            return httpx.Response(200, json=body)
        return httpx.Response(200, content=self.content, headers={"content-type": "text/plain"})

    def _list(self, parameters: httpx.QueryParams) -> httpx.Response:
        since, until = float(parameters.get("ts_from", "0")), float(parameters.get("ts_to", "inf"))
        fitting = [file for file in self.files if since <= file["created"] <= until]
        newest = sorted(fitting, key=lambda file: -file["created"])
        size, number = int(parameters["count"]), int(parameters["page"])
        pages = max(1, -(-len(newest) // size))
        paging = {"count": size, "total": len(newest), "page": number, "pages": pages}
        shown = newest[(number - 1) * size : number * size]
        date = {"date": formatdate(EPOCH, usegmt=True)}
        return httpx.Response(200, json={"ok": True, "files": shown, "paging": paging}, headers=date)


def ask(vendor: FakeFiles, question: Callable[[SlackDocuments], Coroutine[Any, Any, T]]) -> T:
    """Ask the workspace."""

    async def main(clock: FakeClock) -> T:
        return await question(SlackDocuments(vendor.client(), SETTINGS, clock))

    return run(main)


async def fetched(documents: SlackDocuments) -> bytes:
    """Fetch the first file."""
    return await documents.content(await documents.document("F0FILE0000"))


def verified(body: object, *, secret: str = "shh-secret", at: float = EPOCH) -> Notice | None:
    """Deliver a signed body."""
    content, stamp = json.dumps(body).encode() if not isinstance(body, bytes) else body, str(int(at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + content, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": stamp}

    async def main(clock: FakeClock) -> Notice | None:
        return SlackDocuments(FakeFiles().client(), SETTINGS, clock).verify(headers, content)

    return run(main)


def callback(**event: object) -> dict[str, object]:
    """Return the delivery of an event."""
    return {"type": "event_callback", "event_id": "Ev07ABC", "event": event}


@pytest.mark.parametrize(
    ("body", "notice"),
    [
        ({"type": "url_verification", "challenge": "3eZ"}, Challenge(answer="3eZ")),
        (callback(type="file_shared", file_id="F07ABC"), DocumentEvent(event_id="Ev07ABC", document_id="F07ABC")),
        ({"type": "app_rate_limited", "minute_rate_limited": 1}, EventsDropped(reason="app_rate_limited")),
        (callback(type="message", text="hello"), None),
        ({"type": "something_new"}, None),
    ],
)
def test_deliveries_are_read(body: object, notice: Notice | None) -> None:
    """The handshake, files, what was left out, and what does not concern files."""
    assert verified(body) == notice


@pytest.mark.parametrize("changes", [{"secret": "other-secret"}, {"at": EPOCH - 301.0}, {"at": EPOCH + 301.0}])
def test_deliveries_of_others_and_old_ones_are_rejected(changes: dict[str, Any]) -> None:
    """Before anything of them is read."""
    with pytest.raises(Rejected):
        verified(b"not even JSON", **changes)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "JSON"),
        ([], "delivery"),
        ({"type": "url_verification"}, "challenge"),
        ({"type": "event_callback", "event": {"type": "file_shared"}}, "event_id"),
        (callback(type="file_shared"), "event.file_id"),
        (callback(type="file_shared", file_id=["F07ABC"]), "event.file_id"),
    ],
)
def test_genuine_deliveries_that_are_not_understood_are_told(body: object, field: str) -> None:
    """With the field that does not fit."""
    with pytest.raises(ContractError, match=field):
        verified(body)


def test_a_file_is_described_and_fetched() -> None:
    """By its id, from the address that it names."""
    vendor = FakeFiles()
    assert ask(vendor, fetched) == b"hello"
    assert vendor.operations() == ["files.info", "url_private"]
    assert vendor.requests[1].url == "https://files.slack.com/files-pri/T1-F0FILE0000/a.txt"


def test_a_deleted_file_is_not_found() -> None:
    """And not a broken contract."""
    with pytest.raises(NotFound, match="file_deleted"):
        ask(FakeFiles(), lambda documents: documents.document("F0GONE0000"))


@pytest.mark.parametrize(
    ("path", "value"), [("file.id", "F0OTHER000"), ("file.size", "5"), ("file.created", 17), ("file.url_private", None)]
)
def test_an_answer_that_does_not_fit_breaks_the_contract(path: str, value: object) -> None:
    """Its field is named."""
    vendor = FakeFiles()
    vendor.disturb("files.info", spoil(set_at(path, value)))
    with pytest.raises(ContractError, match=path):
        ask(vendor, fetched)


def test_the_token_goes_to_the_vendors_hosts_only() -> None:
    """An address elsewhere is not even asked."""
    vendor = FakeFiles()
    vendor.files[0]["url_private"] = "https://files.slack.com.evil.test/a.txt"
    with pytest.raises(ContractError, match="foreign host"):
        ask(vendor, fetched)
    assert vendor.operations() == ["files.info"]


def test_a_page_in_place_of_the_content_is_tried_again_later() -> None:
    """Half a file, too."""
    vendor = FakeFiles()
    vendor.disturb("url_private", html)
    with pytest.raises(SystemUnavailable, match="5 were announced"):
        ask(vendor, fetched)
    vendor.disturb("url_private", say(503))
    with pytest.raises(SystemUnavailable):
        ask(vendor, fetched)


def test_a_document_that_is_too_long_is_not_fetched() -> None:
    """Its size is known before."""
    vendor = FakeFiles()
    vendor.files[0]["size"] = 10**9
    with pytest.raises(Rejected):
        ask(vendor, fetched)
    assert vendor.operations() == ["files.info"]


def test_all_pages_of_the_list_are_read() -> None:
    """The oldest file comes first, and what lies outside the span does not come."""
    vendor = FakeFiles(*(EPOCH + number for number in range(7)))
    found = ask(vendor, lambda documents: documents.created_between(EPOCH + 1, EPOCH + 5))
    assert found == tuple(f"F0FILE{number:04}" for number in range(1, 6))
    assert vendor.operations() == ["files.list"] * 3


def test_a_list_that_changes_while_it_is_read_is_read_again() -> None:
    """A file that disappears would hide another one between two pages."""
    vendor = FakeFiles(*(EPOCH + number for number in range(5)))

    def shrink(act: Callable[[], httpx.Response]) -> httpx.Response:
        vendor.files.pop()
        return act()

    vendor.disturb("files.list", lambda act: act(), shrink)
    found = ask(vendor, lambda documents: documents.created_between(EPOCH, EPOCH + 9))
    assert len(found) == 4


def test_a_list_that_never_stands_still_is_given_up() -> None:
    """For now: the next look may have more luck."""
    vendor = FakeFiles(*(EPOCH + number for number in range(9)))

    def shrink(act: Callable[[], httpx.Response]) -> httpx.Response:
        vendor.files.pop()
        return act()

    vendor.disturb("files.list", *[shrink] * 9)
    with pytest.raises(SystemUnavailable, match="changed"):
        ask(vendor, lambda documents: documents.created_between(EPOCH, EPOCH + 9))


@pytest.mark.parametrize(("path", "value"), [("paging.total", 9), ("paging.page", 2), ("paging.pages", 101)])
def test_pages_that_contradict_themselves_break_the_contract(path: str, value: int) -> None:
    """Files could be missing."""
    vendor = FakeFiles()
    vendor.disturb("files.list", *[spoil(set_at(path, value))] * 3)
    if path == "paging.page":
        vendor.disturb("files.list")
        vendor.files += [vendor.file(f"F0MORE{number:04}", EPOCH) for number in range(3)]
    with pytest.raises(ContractError, match=path):
        ask(vendor, lambda documents: documents.created_between(EPOCH - 9, EPOCH + 9))


def test_requests_to_both_hosts_are_signed_in() -> None:
    """And those to others are not."""
    sent: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"ok": True})

    async def main() -> None:
        client = PlainClient(compose(httpx.MockTransport(note), document_authentication(SETTINGS)))
        for host in ("slack.com", "files.slack.com", "elsewhere.test"):
            await client.send(httpx.Request("GET", f"https://{host}/x"))

    asyncio.run(main())
    assert ["authorization" in request.headers for request in sent] == [True, True, False]


def test_created_times_carry_a_zone() -> None:
    """Seconds since the epoch are UTC."""
    found: Document = ask(FakeFiles(), lambda documents: documents.document("F0FILE0000"))
    assert found.created_at.timestamp() == EPOCH
    assert found.created_at.tzinfo is not None


def test_the_time_is_the_vendors() -> None:
    """It is asked for once; later answers tell it."""
    vendor = FakeFiles()

    async def main(clock: FakeClock) -> list[float]:
        documents = SlackDocuments(vendor.client(), SETTINGS, SetClock(clock, 3600.0))
        first = await documents.time()
        await clock.sleep(5.0)
        return [first, await documents.time()]

    assert run(main) == [EPOCH, EPOCH + 5.0]
    assert vendor.operations() == ["files.list"]
