"""What the events of a workload are called by: no two by one key, and faults that strike the tenth, whoever it is."""

from __future__ import annotations

from dataclasses import dataclass

from windtunnel.fault import FaultDescription
from windtunnel.kernel.errors import UsageError

from .inlets import NUMBER
from .model import EVENT_KEY, Call, Scenario
from .template import render
from .workload import Rows


@dataclass(frozen=True)
class EventKeys:
    """Keys of the events that arrive.

    Args:
        scenario: says how a call's key is made of its row.
        rows: the input.
        count: how many events arrive.
    """

    scenario: Scenario
    rows: Rows
    count: int

    def check(self) -> None:
        """Refuse more events than the input has rows, where a row that comes again has a key that has been there.

        Two events of one key cannot be told apart, and whatever happened to both would count as having happened twice.
        An input may have a key in two of its rows: that is what it wants to see.

        Raises:
            UsageError: the input is too short.
        """
        call, length = self.scenario.workload.call, len(self.rows.rows)
        if call is None or self.count <= length:
            return
        first: dict[str, int] = {}
        for number in range(self.count):
            key = self._key(call, number)
            if first.setdefault(key, number) != number >= length:
                message = f"event {number + 1} of {self.count} would have the key {key!r} of event {first[key] + 1}"
                remedy = f"the input has {length} rows: ask for no more events, or give it more rows"
                raise UsageError(f"{message}; {remedy}", file=self.rows.file)

    def addressed(self, fault: FaultDescription) -> FaultDescription:
        """Return a fault with the keys of the events that it names by their numbers.

        An event that does not arrive has no key, and nothing is struck for it.
        """
        if not any(EVENT_KEY.fullmatch(key) for key in fault.keys):
            return fault
        return fault.model_copy(update={"keys": tuple(self._addressed(key) for key in fault.keys)})

    def _addressed(self, key: str) -> str:
        found, call = EVENT_KEY.fullmatch(key), self.scenario.workload.call
        if found is None or call is None or int(found[1]) > self.count:
            return key
        return self._key(call, int(found[1]) - 1)

    def _key(self, call: Call, number: int) -> str:
        row = self.rows.rows[number % len(self.rows.rows)]
        return str(render(call.key, {**row, NUMBER: number}, "workload.call.key"))
