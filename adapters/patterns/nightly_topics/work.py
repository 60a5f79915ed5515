"""Nightly topics as a batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial

from ...errors import Conflict, NotFound, Rejected, TransientError
from ...ports import Chat
from ...ports.ticket_export import ExportedTicket, TicketExport
from ..batch.concurrently import concurrently
from ..batch.position import Position
from ..batch.work import Decided, Loaded, Page
from .report import SENTIMENT, TOPIC, report
from .sorting import Sorter, Sorting, check, presented

LOAD = "tags"
"""All loads are the same: a tag that is on a ticket is not written again, so nothing has to be remembered."""
DONE = "done"
UNDONE = "undone"


class TopicWork:
    """Implements ``Work`` for tickets.

    Args:
        tickets: the help desk.
        sorter: sorts them.
        chat: where the report is posted.
        name: the batch's.
        channel: of the chat.
        page_size: tickets in a page.
        workers: tickets that are tagged at once.
    """

    def __init__(
        self,
        tickets: TicketExport,
        sorter: Sorter,
        chat: Chat,
        *,
        name: str,
        channel: str,
        page_size: int,
        workers: int,
    ) -> None:
        self._tickets = tickets
        self._sorter = sorter
        self._chat = chat
        self._report = partial(report, name=name, channel=channel)
        self._page_size = page_size
        self._workers = workers

    async def open_reading(self, since: float, until: float) -> str:
        """Count the tickets, for those who want to know how long it will take; see ``Work``."""
        return json.dumps([since, until, await self._tickets.count(since, until)])

    async def page(self, reading: str, cursor: str) -> Page[ExportedTicket]:
        """Return a page; see ``Work``."""
        since, until, expected = json.loads(reading)
        page = await self._tickets.page(since, until, cursor, self._page_size)
        return Page(page.tickets, page.following, expected=expected)

    def key(self, item: ExportedTicket) -> str:
        """Return the ticket's id."""
        return item.id

    def content(self, item: ExportedTicket) -> str:
        """Return what the AI reads of a ticket."""
        return presented(item)

    def check(self, item: ExportedTicket) -> None:
        """Look at a ticket; see ``Work``."""
        check(item)

    async def decide(self, item: ExportedTicket) -> str:
        """Have a ticket sorted; see ``Work``."""
        return (await self._sorter.sort(item)).model_dump_json()

    def labels(self, decision: str) -> Iterable[str]:
        """Return topic and sentiment."""
        sorting = Sorting.model_validate_json(decision)
        return (f"{TOPIC}{sorting.topic}", f"{SENTIMENT}{sorting.sentiment}")

    async def open_load(self) -> str:
        """Return the one load that there is."""
        return LOAD

    async def load(self, load: str, rows: Sequence[Decided[ExportedTicket]], *, resumed: bool) -> Loaded:
        """Tag tickets; see ``Work``. Each is read first, so one that was tagged before is left as it is."""
        ends = dict(await concurrently(self._tag, rows, self._workers))
        rejected = {key: end for key, end in ends.items() if end not in (DONE, UNDONE)}
        return Loaded(
            frozenset(key for key, end in ends.items() if end == DONE),
            rejected,
            frozenset(key for key, end in ends.items() if end == UNDONE),
        )

    async def conclude(self, position: Position) -> None:
        """Post the report, unless it is there; see ``Work``."""
        await self._chat.post(self._report(position), in_doubt=True)

    async def _tag(self, row: Decided[ExportedTicket]) -> tuple[str, str]:
        """Tag one ticket; return its id, and whether it was done, or the reason why it never will be."""
        sorting = Sorting.model_validate_json(row.decision)
        try:
            await self._tickets.tag(row.item.id, tags_of(sorting))
        except (NotFound, Rejected) as error:
            return row.item.id, f"{type(error).__name__}: {error.message}"
        except (Conflict, TransientError):
            return row.item.id, UNDONE
        return row.item.id, DONE


def tags_of(sorting: Sorting) -> tuple[str, str]:
    """Return the tags that say what was decided; Zendesk and others keep tags in lower case."""
    return f"topic_{sorting.topic.lower()}", f"sentiment_{sorting.sentiment}"
