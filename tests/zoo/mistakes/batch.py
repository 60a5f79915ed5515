"""Mistakes of batches: bulk reading, bulk writing, and going on after a death."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..mistake import Mistake

LEADS = "lead-scoring"
TOPICS = "nightly-topics"
RUN = "patterns.batch.run:Run"


def _moves_on_before_the_load(original: Any) -> Any:
    async def step(self: Any) -> None:
        page = await self._page()
        if page is None:
            return
        read = self.position.read + len(page.items)
        place = {"cursor": page.following or "", "read": read, "exhausted": page.following is None}
        await self._save(**place)
        tally = await self._chunks.go_through(self.position, page.items)
        await self._save(tally.settled, chunk=self.position.chunk + 1, **tally.changes(self.position))

    return step


def _takes_part_for_the_whole(original: Any) -> Any:
    async def result(self: Any, write: str, scores: Any) -> Any:
        found = await original(self, write, scores)
        written = found.written.union(found.refused)
        return dataclasses.replace(found, written=written, refused={})

    return result


def _opens_a_load_again(original: Any) -> Any:
    async def resume(self: Any, write: str, scores: Any) -> None:
        return None

    return resume


def _remembers_nothing(original: Any) -> Any:
    async def settled(self: Any, key: str) -> None:
        return None

    return settled


def _ends_on_a_short_page(original: Any) -> Any:
    async def page(self: Any, since: float, until: float, cursor: str, size: int) -> Any:
        found = await original(self, since, until, cursor, size)
        return found if len(found.tickets) == size else dataclasses.replace(found, following=None)

    return page


def _does_not_look(original: Any) -> Any:
    async def look_again(self: Any, *args: Any) -> None:
        return None

    return look_again


def _counts_what_was_sent(original: Any) -> Any:
    async def tag(self: Any, row: Any) -> tuple[str, str]:
        key, _ = await original(self, row)
        return key, "done"

    return tag


MISTAKES = (
    Mistake(
        "position-moved-before-the-load",
        "then a page is never read twice",
        {f"{RUN}._step": _moves_on_before_the_load},
        "cursor-safety",
        "killed-midway",
        24,
        scenario=LEADS,
    ),
    Mistake(
        "part-taken-for-the-whole",
        "the job is complete, so its rows are",
        {"systems.salesforce.leads:SalesforceLeads._result": _takes_part_for_the_whole},
        "batch-accounting",
        "partial-success",
        24,
        scenario=LEADS,
    ),
    Mistake(
        "load-made-again",
        "what was not answered was not done",
        {"systems.salesforce.leads:SalesforceLeads.resume": _opens_a_load_again},
        "no-duplicate-effect",
        "answers-lost",
        24,
        scenario=LEADS,
    ),
    Mistake(
        "second-run-applies-again",
        "every night begins from the beginning",
        {"patterns.batch.memory:Memory.settled": _remembers_nothing},
        "no-duplicate-effect",
        "second-night",
        24,
        scenario=LEADS,
    ),
    Mistake(
        "ends-on-a-short-page",
        "a page that is not full is the last one",
        {"systems.zendesk.export:ZendeskExport.page": _ends_on_a_short_page},
        "no-lost-event",
        "second-night",
        24,
        scenario=TOPICS,
    ),
    Mistake(
        "reports-again-without-looking",
        "a report that was not answered was not posted",
        {"systems.slack.client:SlackChat._look_again": _does_not_look},
        "no-duplicate-effect",
        "answers-lost",
        24,
        scenario=TOPICS,
    ),
    Mistake(
        "sent-counts-as-applied",
        "what was sent was taken",
        {"patterns.nightly_topics.work:TopicWork._tag": _counts_what_was_sent},
        "batch-accounting",
        "helpdesk-down",
        24,
        scenario=TOPICS,
    ),
)
