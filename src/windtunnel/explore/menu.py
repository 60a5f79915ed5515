"""What can go wrong in a scenario: places seen so far, and the faults that fit them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from windtunnel.contract.drift import DriftDescription
from windtunnel.fault import FaultDescription
from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.scenario.model import Scenario

from .occurrence import EVERYTHING, Cell, Phase
from .schedule import CLOCK_JUMP, WEBHOOK

Fault = Mapping[str, Any]
EXCHANGE_FAULTS: Sequence[Fault] = (
    {"kind": "refuse"},
    {"kind": "status", "status": 503},
    {"kind": "reset"},
    {"kind": "lose-answer"},
    {"kind": "lose-answer", "how": "silence"},
    {"kind": "black-hole"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 429, "retry_after": 30.0},
    {"kind": "latency", "least": 2.0, "most": 15.0},
    {"kind": "cut-body"},
    {"kind": "html-body"},
    {"kind": "malformed-body"},
    {"kind": "wrong-content-type"},
    {"kind": "dns-failure"},
    {"kind": "tls-failure"},
    {"kind": "cut-after", "bytes": 1},
    {"kind": "slow-drip"},
    {"kind": "slow-close"},
    {"kind": "slicer"},
    {"kind": "bandwidth", "rate": 500.0},
)
"""On one request or its answer; simplest first, which is what minimal schedules are made of."""
OUTAGES: Sequence[Fault] = (
    {"kind": "refuse"},
    {"kind": "status", "status": 503},
    {"kind": "black-hole"},
    {"kind": "dns-failure"},
    {"kind": "tls-failure"},
    {"kind": "stale-read", "age": 5.0},
    {"kind": "bandwidth", "rate": 500.0},
)
"""On every request to a role, for a while. A replica that is behind shows only what was read before, so it lasts."""
DELIVERY_FAULTS: Sequence[Fault] = (
    {"kind": "duplicate-delivery"},
    {"kind": "reorder-delivery", "within": 60.0},
    {"kind": "forge-delivery"},
)
KINDS = tuple(
    dict.fromkeys(
        [str(fault["kind"]) for fault in (*EXCHANGE_FAULTS, *OUTAGES, *DELIVERY_FAULTS)]
        + ["misbehaviour", "expire-tokens", "scale-quota", "kill-subject", CLOCK_JUMP, "drift"]
    )
)
"""Every kind that exploration knows."""


@dataclass(frozen=True)
class Menu:
    """What schedules are drawn from.

    Args:
        kinds: which kinds may be drawn at all.
        calm: (role, operation) with how many requests of it a calm world has.
        operations: the same, with the most requests that any world had.
        deliveries: roles that deliver to the subject, with how many deliveries there are at least.
        ways: by role: the ways of its own in which the scenario lets it misbehave, and for which operations.
        expirable: roles that give out tokens.
        quotas: roles with quotas.
        kills: conditions in which the scenario lets the subject die; their settings make it durable.
        drift: changes that the scenario rehearses.
        seconds: how long the workload takes to arrive.
        collected: whether a job collects what has arrived: what arrives after it waits for the job of the next day, and
            when everything arrives at once, the world may have been quiet for long enough before the job begins.
        job: when such a job made its first and its last request in a calm world, in seconds after the start.
    """

    kinds: frozenset[str]
    calm: Mapping[tuple[str, str], int]
    operations: Mapping[tuple[str, str], int]
    deliveries: Mapping[str, int]
    ways: Mapping[str, Fault]
    expirable: Sequence[str]
    quotas: Sequence[str]
    kills: Sequence[str]
    drift: Sequence[Fault]
    seconds: float
    collected: bool = False
    job: tuple[float, float] | None = None

    def grown(self, operations: Mapping[tuple[str, str], int]) -> Menu:
        """Return the menu with operations that a world has shown."""
        known = dict(self.operations)
        for place, count in operations.items():
            known[place] = max(count, known.get(place, 0))
        return replace(self, operations=dict(sorted(known.items())))

    def fitting(self, role: str, operation: str) -> Sequence[Fault]:
        """Return the faults that can strike a place, simplest first."""
        if operation == WEBHOOK:
            faults: Iterable[Fault] = [
                fault for fault in DELIVERY_FAULTS if role != SUBJECT or fault["kind"] != "forge-delivery"
            ]
        else:
            faults = [*EXCHANGE_FAULTS, *self._misbehaviours(role, operation)]
        return [fault for fault in faults if fault["kind"] in self.kinds]

    def places(self) -> Iterator[tuple[str, str, int]]:
        """Yield (role, operation, how many there are)."""
        for (role, operation), count in self.operations.items():
            yield role, operation, count
        for role, count in self.deliveries.items():
            yield role, WEBHOOK, count

    def cells(self) -> list[Cell]:
        """Return every cell of coverage that a schedule can aim at."""
        found = []
        for role, operation, _ in self.places():
            kinds = dict.fromkeys(str(fault["kind"]) for fault in self.fitting(role, operation))
            found += [(kind, role, operation, phase.value) for kind in kinds for phase in (Phase.FIRST, Phase.AGAIN)]
        return [*found, *self._lasting_cells()]

    def _lasting_cells(self) -> Iterator[Cell]:
        """Yield the cells of what lasts for a time and strikes whatever comes."""
        everywhere = dict.fromkeys(str(fault["kind"]) for fault in OUTAGES)
        lasting = [(kind, role) for role in self.roles() for kind in everywhere]
        lasting += [("expire-tokens", role) for role in self.expirable]
        lasting += [("scale-quota", role) for role in self.quotas]
        lasting += [("kill-subject", SUBJECT)] * bool(self.kills) + [(CLOCK_JUMP, SUBJECT)]
        for kind, role in lasting:
            if kind in self.kinds:
                yield kind, role, EVERYTHING, Phase.LASTING.value

    def roles(self) -> list[str]:
        """Return the roles that are called."""
        return sorted({role for role, _ in self.operations})

    def _misbehaviours(self, role: str, operation: str) -> Sequence[Fault]:
        known = self.ways.get(role)
        if known is None or (known["operations"] and operation not in known["operations"]):
            return []
        return [{"kind": "misbehaviour", "ways": (way,)} for way in known["ways"]]


def menu_of(
    scenario: Scenario,
    operations: Mapping[tuple[str, str], int],
    expirable: Iterable[str],
    quotas: Iterable[str],
    count: int,
    seconds: float,
    kinds: Sequence[str] = (),
) -> Menu:
    """Return the menu of a scenario.

    Args:
        scenario: the scenario.
        operations: what was called in a calm world.
        expirable, quotas: roles that gave out tokens, and that have quotas.
        count: how many events arrive.
        seconds: how long that takes.
        kinds: only these; all by default.

    Raises:
        UnknownNameError: there is no such kind.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownNameError("kind of fault", kind, KINDS, place="--kind")
    faults = [(name, fault) for name, condition in scenario.conditions.items() for fault in condition.faults]
    roles = [SUBJECT] if scenario.workload.call else list(scenario.subject.webhooks)
    return Menu(
        kinds=frozenset(kinds or KINDS),
        calm=dict(sorted(operations.items())),
        operations=dict(sorted(operations.items())),
        deliveries=dict.fromkeys(roles, count),
        ways=_ways(fault for _, fault in faults),
        expirable=sorted(expirable),
        quotas=sorted(quotas),
        kills=list(dict.fromkeys(name for name, fault in faults if fault.kind == "kill-subject")),
        drift=_drift(drift for condition in scenario.conditions.values() for drift in condition.drift),
        seconds=seconds,
        collected=scenario.workload.accepted and not scenario.subject.webhooks,
    )


def _ways(faults: Iterable[FaultDescription]) -> dict[str, Fault]:
    found: dict[str, dict[str, list[str]]] = {}
    for fault in faults:
        if fault.kind == "misbehaviour":
            known = found.setdefault(fault.on, {"ways": [], "operations": []})
            known["ways"] += [way for way in getattr(fault, "ways", ()) if way not in known["ways"]]
            known["operations"] += fault.operations
    return dict(found)


def _drift(changes: Iterable[DriftDescription]) -> list[Fault]:
    """Return drift as data, without its times: when it ships is drawn."""
    found: list[Fault] = []
    for change in changes:
        data = change.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"from_", "for_", "every"})
        data = {"on": change.on, "operator": change.operator, **data}
        if data not in found:
            found.append(data)
    return found
