"""Names and ids."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import ConfigurationError, SystemUnavailable
from adapters.systems.directory import Directory, Entry
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import play


class Source:
    """A list that is read."""

    def __init__(self, clock: FakeClock, *entries: Entry) -> None:
        self.entries = entries
        self.loads = 0
        self.failing = False
        self._clock = clock

    async def load(self) -> tuple[Entry, ...]:
        """Read the list."""
        self.loads += 1
        await self._clock.sleep(1.0)
        if self.failing:
            raise SystemUnavailable("away", system="thing")
        return self.entries

    def directory(self) -> Directory:
        """Return a directory of this list."""
        return Directory("thing", "group", self.load, self._clock, ttl_seconds=600.0, miss_seconds=60.0)


def test_the_list_is_read_once_for_everybody() -> None:
    """Also for those who ask at the same time, and in both directions."""

    async def main(clock: FakeClock) -> None:
        source = Source(clock, Entry("a", "1"), Entry("b", "2"))
        directory = source.directory()
        assert await asyncio.gather(*(directory.id_of("a") for _ in range(5))) == ["1"] * 5
        assert await directory.name_of("2") == "b"
        assert source.loads == 1

    play(main)


def test_a_found_entry_is_believed_for_a_while() -> None:
    """Then the list is read again."""

    async def main(clock: FakeClock) -> None:
        source = Source(clock, Entry("a", "1"))
        directory = source.directory()
        assert await directory.id_of("a") == "1"
        source.entries = (Entry("a", "9"),)
        await clock.sleep(599.0)
        assert await directory.id_of("a") == "1"
        await clock.sleep(2.0)
        assert await directory.id_of("a") == "9"

    play(main)


def test_a_missing_entry_is_looked_for_again_soon() -> None:
    """Somebody may just have made it; but not every question costs a call."""

    async def main(clock: FakeClock) -> None:
        source = Source(clock)
        directory = source.directory()
        for _ in range(3):
            with pytest.raises(ConfigurationError, match="thing has no group called 'a'"):
                await directory.id_of("a")
        assert source.loads == 1
        source.entries = (Entry("a", "1"),)
        await clock.sleep(61.0)
        assert await directory.id_of("a") == "1"
        assert await directory.name_of("7") is None

    play(main)


def test_a_name_that_two_things_have_is_not_guessed() -> None:
    """The same entry twice is one entry."""

    async def main(clock: FakeClock) -> None:
        directory = Source(clock, Entry("a", "1"), Entry("a", "2"), Entry("b", "3"), Entry("b", "3")).directory()
        with pytest.raises(ConfigurationError, match="more than one"):
            await directory.id_of("a")
        assert await directory.id_of("b") == "3"

    play(main)


def test_a_failed_reading_is_not_remembered() -> None:
    """The next question tries again."""

    async def main(clock: FakeClock) -> None:
        source = Source(clock, Entry("a", "1"))
        source.failing = True
        directory = source.directory()
        with pytest.raises(SystemUnavailable):
            await directory.id_of("a")
        source.failing = False
        assert await directory.id_of("a") == "1"

    play(main)
