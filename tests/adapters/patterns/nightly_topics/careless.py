"""Nightly topics with one realistic mistake each: what the scenario has to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

import httpx

from adapters.audit import AuditSink
from adapters.clock import Clock
from adapters.errors import TransientError
from adapters.patterns.batch.assembly import assemble
from adapters.patterns.batch.work import Decided, Loaded
from adapters.patterns.nightly_topics.application import NAME
from adapters.patterns.nightly_topics.settings import TopicSettings
from adapters.patterns.nightly_topics.sorting import Sorter, Sorting
from adapters.patterns.nightly_topics.spokes import connect
from adapters.patterns.nightly_topics.work import TopicWork, tags_of
from adapters.ports.ticket_export import ExportedTicket
from adapters.service import Service
from adapters.spokes.connection import Surroundings


class Restless(TopicWork):
    """Takes a ticket that it has tagged for one that has changed, and works on it once more."""

    def content(self, item: ExportedTicket) -> str:
        """Return the ticket with its tags, which no decision depends on."""
        return f"{super().content(item)} {item.tags}"


class Trusting(TopicWork):
    """Counts a ticket as tagged whatever the help desk says."""

    async def load(self, load: str, rows: Sequence[Decided[ExportedTicket]], *, resumed: bool) -> Loaded:
        """Try each ticket once."""
        for row in rows:
            try:
                await self._tickets.tag(row.item.id, tags_of(Sorting.model_validate_json(row.decision)))
            except TransientError:
                continue
        return Loaded(frozenset(row.item.id for row in rows), {}, frozenset())


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
    work_type: type[TopicWork],
) -> Service:
    """Return the service with its mistake."""
    settings = TopicSettings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    spokes = connect(surroundings)
    names: dict[str, Any] = {"name": NAME, "channel": settings.channel}
    sizes: dict[str, Any] = {"page_size": settings.chunk_size, "workers": settings.workers}
    work = work_type(spokes.tickets, Sorter(spokes.ai, settings.topics), spokes.chat, **names, **sizes)
    return assemble(NAME, work, settings, surroundings, spokes)


restless = partial(create, work_type=Restless)
trusting = partial(create, work_type=Trusting)
