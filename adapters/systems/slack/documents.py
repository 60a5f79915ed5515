"""Documents, as files that people share in a Slack workspace (Events API, Web API).

Sources: the vendor's pages on the Events API (``url_verification``, ``event_callback``, ``app_rate_limited``), on
``file_shared``, ``files.info``, ``files.list`` (numbered pages, newest first) and on ``url_private``, which gives a
file's content to whoever sends a token with ``files:read``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Literal

import httpx
from pydantic import Field

from ...authentication.bearer import BearerPolicy
from ...authentication.origins import Origins
from ...authentication.token import Token
from ...authentication.tokens import StaticToken
from ...clock import Clock
from ...errors import NotFound, Rejected, SystemUnavailable
from ...json_values import decoded
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...outbound.policy import Policy
from ...ports.documents import Challenge, Document, DocumentEvent, EventsDropped, Notice
from ..calls import Calls, json_of_refusal, refuse_by_status
from ..environment import Hidden, Url
from ..vendor_time import VendorTime
from ..wire import Place, Wire, read
from .client import SYSTEM, VERSION
from .limits import DIALECT
from .refusals import error_code, refuse
from .settings import SlackSettings
from .signing import verify

EVENTS_VERSION = "Events API"
FILE_SHARED = "file_shared"
GONE = frozenset({"file_not_found", "file_deleted"})
LISTINGS_MAX = 3

INFO = Intent("files.info", idempotent=True)
LIST = Intent("files.list", idempotent=True)
CONTENT = Intent("url_private", idempotent=True)

_ENVELOPE = Place(SYSTEM, EVENTS_VERSION, "delivery")
_EVENT = Place(SYSTEM, EVENTS_VERSION, FILE_SHARED)
_HANDSHAKE = Place(SYSTEM, EVENTS_VERSION, "url_verification")

FileId = Annotated[str, Field(pattern=r"^F[A-Z0-9]{2,}$", max_length=64)]
Type = Annotated[str, Field(pattern=r"^[a-z_]+$")]
"""How the vendor writes types. Others are not ours to read; what is written in another way is no type that we know."""


class DocumentSettings(SlackSettings):
    """Settings of a workspace that documents arrive in.

    Args:
        signing_secret: the app's, by which deliveries are known to be the vendor's.
        files_url: where the vendor gives contents out; the token goes there and to ``url``, and nowhere else.
        listing_page_size: files on one page of the list.
        content_bytes_max: the longest document that is fetched.
    """

    signing_secret: Hidden
    files_url: Url = "https://files.slack.com"
    listing_page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    content_bytes_max: Annotated[int, Field(ge=1)] = 5_000_000


class Delivery(Wire):
    """What every delivery has."""

    type: Type


class Handshake(Wire):
    """The vendor checks an address before it sends events there."""

    challenge: Annotated[str, Field(min_length=1, max_length=1024)]


class Inner(Wire):
    """The event in a delivery, of any type."""

    type: Type


class Callback(Wire):
    """A delivery with an event."""

    event_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,64}$")]
    event: Inner


class FileShared(Wire):
    """The event by which we hear of a file."""

    file_id: FileId


class SharedCallback(Wire):
    """A delivery that tells of a file."""

    event: FileShared


class File(Wire):
    """A file, as far as it is read; ``created`` is in seconds since the epoch."""

    id: FileId
    created: Annotated[int, Field(ge=1_000_000_000, lt=10_000_000_000)]
    name: Annotated[str, Field(min_length=1)]
    mimetype: Annotated[str, Field(pattern=r"^[\w.+-]+/[\w.+-]+$")]
    size: Annotated[int, Field(ge=0)]
    url_private: str


class FileAnswer(Wire):
    """The answer of ``files.info``."""

    ok: Literal[True]
    file: File


class ListedFile(Wire):
    """A file in the list; the list is only asked which files there are."""

    id: FileId
    created: Annotated[int, Field(ge=1_000_000_000, lt=10_000_000_000)]


class Paging(Wire):
    """Numbered pages."""

    total: Annotated[int, Field(ge=0)]
    page: Annotated[int, Field(ge=1)]
    pages: Annotated[int, Field(ge=0)]


class FilesPage(Wire):
    """One page of ``files.list``."""

    ok: Literal[True]
    files: list[ListedFile]
    paging: Paging


class SlackDocuments:
    """Implements ``Documents``.

    Args:
        http: carries the requests; signs them in, at both origins of ``document_authentication``.
        settings: the workspace.
        clock: for the window of signatures.
    """

    def __init__(self, http: Http, settings: DocumentSettings, clock: Clock) -> None:
        self._time = VendorTime(clock)
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, _refuse, self._time)
        self._contents = Calls(http, SYSTEM, VERSION, clock, settings.timeout, _refuse_content)
        self._origins = Origins(settings.url, settings.files_url)
        self._settings = settings
        self._clock = clock

    def verify(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """Check and read a delivery; see ``Documents``."""
        verify(headers, body, signing_secret=self._settings.signing_secret, now=self._clock.now())
        content = _decoded(body)
        delivery = read(Delivery, content, _ENVELOPE)
        reader = _READERS.get(delivery.type)
        return reader(content) if reader is not None else None

    async def document(self, document_id: str) -> Document:
        """Describe a file; see ``Documents``."""
        answer = await self._calls.get(self._url(INFO), INFO, {"file": document_id, "count": "1"})
        file = read(FileAnswer, answer.body, self._calls.place(INFO)).file
        if file.id != document_id:
            raise self._calls.place(INFO).broken("is not the file that was asked for", "file.id")
        return _document(file)

    async def content(self, document: Document) -> bytes:
        """Fetch a file; see ``Documents``. The address must be the vendor's: our token goes with the request."""
        place = self._contents.place(CONTENT)
        if document.size_bytes > self._settings.content_bytes_max:
            most = self._settings.content_bytes_max
            raise Rejected(f"{document.size_bytes} bytes are more than {most}", system=SYSTEM, fields=("size",))
        if httpx.URL(document.address) not in self._origins:
            raise place.broken("leads to a foreign host", "file.url_private")
        async with self._contents.stream("GET", document.address, CONTENT, None) as response:
            content = await response.aread()
        if len(content) != document.size_bytes:  # a sign-in page, or half a file
            message = f"{place.operation}: {len(content)} bytes came, {document.size_bytes} were announced"
            raise SystemUnavailable(message, system=SYSTEM)
        return content

    async def time(self) -> float:
        """Return the time at the vendor; see ``Documents``. Where no answer has told it, a list of one is asked for."""
        if not self._time.is_known:
            await self._calls.get(self._url(LIST), LIST, {"count": "1", "page": "1"})
        return self._time.now()

    async def created_between(self, since: float, until: float) -> tuple[str, ...]:
        """List files; see ``Documents``.

        The list is numbered, so a file that disappears while it is read moves another one to a page that was
        read before. Then it is read again.
        """
        for _ in range(LISTINGS_MAX):
            found = await self._listed(since, until)
            if found is not None:
                ordered = sorted(found, key=lambda file: (file.created, file.id))
                return tuple(dict.fromkeys(file.id for file in ordered))
        message = f"{LIST.operation}: the list changed {LISTINGS_MAX} times while it was read"
        raise SystemUnavailable(message, system=SYSTEM)

    async def _listed(self, since: float, until: float) -> list[ListedFile] | None:
        """Return all files of the span; ``None`` when the list changed meanwhile."""
        first = await self._page(since, until, 1)
        files = list(first.files)
        for number in range(2, first.paging.pages + 1):
            page = await self._page(since, until, number)
            if page.paging.total != first.paging.total:
                return None
            files += page.files
        if len(files) != first.paging.total:
            raise self._calls.place(LIST).broken("is not how many files the pages hold", "paging.total")
        return files

    async def _page(self, since: float, until: float, number: int) -> FilesPage:
        place = self._calls.place(LIST)
        span = {"ts_from": str(int(since)), "ts_to": str(int(until))}
        paging = {"count": str(self._settings.listing_page_size), "page": str(number)}
        answer = await self._calls.get(self._url(LIST), LIST, {**span, **paging})
        page = read(FilesPage, answer.body, place)
        if page.paging.page != number and page.paging.pages >= number:
            raise place.broken("is not the page that was asked for", "paging.page")
        if page.paging.pages > self._settings.pages_max:
            raise place.broken("is more than is ever read", "paging.pages")
        return page

    def _url(self, intent: Intent) -> str:
        return f"{self._settings.api_url}/{intent.operation}"


def document_authentication(settings: DocumentSettings) -> Policy:
    """Return the policy that signs requests in, to the Web API and to where contents are given out."""
    tokens = StaticToken(Token(settings.bot_token))
    return partial(BearerPolicy, tokens=tokens, origins=Origins(settings.url, settings.files_url), dialect=DIALECT)


def _refuse(response: httpx.Response, place: Place, now: float) -> None:
    code = error_code(json_of_refusal(response, place))
    if code in GONE:
        raise NotFound(f"{place.operation}: {code}", system=SYSTEM)
    refuse(response, place, now)


def _refuse_content(response: httpx.Response, place: Place, now: float) -> None:
    if not response.is_success:
        refuse_by_status(response, place, now)


def _decoded(body: bytes) -> object:
    try:
        return decoded(body)
    except (ValueError, RecursionError):
        raise _ENVELOPE.broken(f"the body is not JSON ({len(body)} bytes)") from None


def _handshake(content: object) -> Notice:
    return Challenge(answer=read(Handshake, content, _HANDSHAKE).challenge)


def _callback(content: object) -> Notice | None:
    callback = read(Callback, content, _ENVELOPE)
    if callback.event.type != FILE_SHARED:
        return None
    shared = read(SharedCallback, content, _EVENT).event
    return DocumentEvent(event_id=callback.event_id, document_id=shared.file_id)


def _dropped(content: object) -> Notice:
    return EventsDropped(reason="app_rate_limited")


_READERS: Mapping[str, Callable[[object], Notice | None]] = {
    "url_verification": _handshake,
    "event_callback": _callback,
    "app_rate_limited": _dropped,
}
"""By the type of a delivery; others do not concern documents."""


def _document(file: File) -> Document:
    return Document(
        id=file.id,
        name=file.name,
        media_type=file.mimetype,
        size_bytes=file.size,
        created_at=datetime.fromtimestamp(file.created, UTC),
        address=file.url_private,
    )
