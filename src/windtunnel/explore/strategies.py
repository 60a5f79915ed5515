"""The Hypothesis strategy that draws schedules from a menu.

Whatever can be listed is listed once per round, and a schedule is made of a few whole numbers: drawing it field by
field took as long as running a small world, and a strategy for each of its parts a tenth of that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.strategies import SearchStrategy

from windtunnel.fault.kill_subject import SUBJECT

from .menu import EXCHANGE_FAULTS, OUTAGES, Fault, Menu
from .occurrence import Cell, Phase
from .schedule import CLOCK_JUMP, WEBHOOK, Jitter, Jump, Schedule, Spread, Strike

if TYPE_CHECKING:
    from hypothesis.internal.conjecture.data import ConjectureData

BACKEND = "windtunnel"
"""Name of the way of drawing that ``PlainProvider`` is, in Hypothesis's settings."""
PIECES_MAX = 5
STRIKES_WEIGHT = 4
AIMED_WEIGHT = 4
"""How much more often a strike is drawn, one that is aimed at a goal or any, than one kind of what lasts."""
BURST_MIN = 2
BURST_MAX = 5
LATER = 2
"""How many more occurrences of an operation than were ever seen can be aimed at: faults cause retries."""
LATER_SECONDS = 2.0
LATENCIES = ((0.005, 0.05), (0.05, 0.5), (0.5, 3.0))
JUMPS_SECONDS = ((-60.0, None), (60.0, None), (3600.0, 60.0), (3600.0, 600.0))
"""By how much, and for how long: whoever signs refuses a clock that is wrong by an hour, so that has to heal."""
OUTAGES_SECONDS = (10.0, 45.0, 180.0)
AWAY_SECONDS = (1.0, 5.0, 30.0)
PAUSES_SECONDS = (1.0, 5.0, 30.0)
SCALES = (0.5, 0.1, 0.02)
MOMENTS = 20
SEEDS = range(100)
Piece = Mapping[str, Any]
"""A part of a schedule: what is added to its fields."""
Below = Callable[[int], int]
"""Draws a whole number from zero up to, but not including, its argument."""
Choice = Callable[[Below], Piece]
"""Draws a piece."""
T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Listed(Protocol[T_co]):
    """What can be drawn by its number."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, index: int, /) -> T_co:
        """Return the one with this number."""
        ...


class PlainProvider(HypothesisProvider):
    """Hypothesis's own way of drawing, but for constants from the source of modules that happen to be loaded.

    They mean nothing here, make the draws depend on more than the seed, and leave a folder behind where it runs.
    """

    def _maybe_draw_constant(self, *_: Any, **__: Any) -> None:
        return None


AVAILABLE_PROVIDERS[BACKEND] = f"{__name__}.{PlainProvider.__name__}"


def schedules(menu: Menu, goals: Sequence[Cell] = ()) -> SearchStrategy[Schedule]:
    """Return a strategy for schedules.

    Args:
        menu: what can go wrong.
        goals: cells of coverage to aim at, as often as striking anywhere.
    """
    return _Schedules(menu, goals)


class _Schedules(SearchStrategy[Schedule]):
    """The strategy; its arguments are those of ``schedules``."""

    def __init__(self, menu: Menu, goals: Sequence[Cell]) -> None:
        super().__init__()
        self._choices = list(_choices(menu, goals))
        self._arrivals = _arrivals(menu)
        self._latencies = _latencies()

    def calc_is_cacheable(self, recur: object) -> bool:
        """Tell Hypothesis not to keep what a round draws from: it would be 1.5 MB a round."""
        return False

    def do_draw(self, data: ConjectureData) -> Schedule:
        """Draw numbers, and return the schedule that they stand for."""

        def below(count: int) -> int:
            return data.draw_integer(0, count - 1)

        pieces = [_one_of(self._choices, below)(below) for _ in range(1 + below(PIECES_MAX))]
        return _assembled(pieces, _one_of(self._arrivals, below), _one_of(self._latencies, below))


def _choices(menu: Menu, goals: Sequence[Cell]) -> Iterator[Choice]:
    """Yield ways to draw a piece, each as likely as every other."""
    lasting: list[list[Piece]] = [list(pieces(menu)) for pieces in LASTING]
    aimed = [piece for goal in goals for piece in _aimed(menu, goal, lasting)]
    strikes = _Strikes(menu)
    if aimed:
        yield from [_listed(aimed)] * AIMED_WEIGHT
    if len(strikes):
        yield from [_listed(strikes)] * STRIKES_WEIGHT
    yield from (_listed(pieces) for pieces in lasting if pieces)
    yield from _composed(menu)


def _one_of(options: Listed[T], below: Below) -> T:
    return options[below(len(options))]


def _listed(pieces: Listed[Piece]) -> Choice:
    return lambda below: _one_of(pieces, below)


def _assembled(pieces: Sequence[Piece], arrivals: Spread | None, latency: Jitter | None) -> Schedule:
    fields: dict[str, Any] = {}
    for piece in pieces:
        for name, value in piece.items():
            fields[name] = (*fields.get(name, ()), *value) if isinstance(value, tuple) else value
    strikes = {strike.place: strike for strike in reversed(fields.pop("strikes", ()))}
    ordered = tuple(strikes[place] for place in sorted(strikes))
    return Schedule(strikes=ordered, arrivals=arrivals, latency=latency, **fields)


def _arrivals(menu: Menu) -> list[Spread | None]:
    if menu.collected:
        return [None]
    usual = max(menu.seconds, 0.1)
    spreads = [Spread(seed=seed, within=within) for seed in SEEDS for within in (0.05, usual, usual * 10)]
    return [*([None] * len(spreads)), *spreads]


def _latencies() -> list[Jitter | None]:
    jitters = [Jitter(seed=seed, least=least, most=most) for seed in SEEDS for least, most in LATENCIES]
    return [*([None] * len(jitters)), *jitters]


def _moments(menu: Menu) -> list[float]:
    """Return when something may begin: while things arrive, while a job works on them, or a little later."""
    spans = [(0.0, menu.seconds), *([menu.job] if menu.job else [])]
    return [
        round(first + step / MOMENTS * (last + LATER_SECONDS - first), 3)
        for first, last in spans
        for step in range(MOMENTS + 1)
    ]


def _spells(menu: Menu) -> Iterator[dict[str, float]]:
    for begin, length in product(_moments(menu), OUTAGES_SECONDS):
        yield {"from": begin, "for": length}


def _at(role: str, operation: str, occurrence: int, fault: Fault) -> Strike:
    return Strike(on=role, operation=operation, occurrence=occurrence, fault=dict(fault))


class _Strikes:
    """Every single strike that there can be, made when it is drawn: there are tens of thousands.

    Args:
        menu: what can go wrong.
    """

    def __init__(self, menu: Menu) -> None:
        self._places = [
            (role, operation, menu.fitting(role, operation), count + LATER) for role, operation, count in menu.places()
        ]
        self._begins = list(accumulate((len(faults) * count for _, _, faults, count in self._places), initial=0))

    def __len__(self) -> int:
        return self._begins[-1]

    def __getitem__(self, index: int, /) -> Piece:
        """Return the strike with this index: place by place, fault by fault, occurrence by occurrence."""
        place = bisect_right(self._begins, index) - 1
        role, operation, faults, count = self._places[place]
        fault, number = divmod(index - self._begins[place], count)
        return {"strikes": (_at(role, operation, number, faults[fault]),)}


def _aimed(menu: Menu, goal: Cell, lasting: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """Yield what may reach a cell."""
    if goal[-1] == Phase.LASTING.value:
        yield from (piece for pieces in lasting for piece in pieces if goal[:2] in _begun(piece))
    else:
        yield from ({"strikes": tuple(strikes)} for strikes in _strikes_at(menu, goal))


def _begun(piece: Piece) -> set[tuple[str, str]]:
    """Return (kind, role) of what a piece begins that lasts for a time."""
    begun = {(str(each["kind"]), str(each.get("on", SUBJECT))) for each in piece.get("disturbances", ())}
    return begun | ({(CLOCK_JUMP, SUBJECT)} if "jumps" in piece else set())


def _strikes_at(menu: Menu, goal: Cell) -> Iterator[list[Strike]]:
    """Yield strikes that may reach a cell: a repeated request needs one before it that fails."""
    kind, role, operation, phase = goal
    count = next(n for r, o, n in menu.places() if (r, o) == (role, operation))
    for fault in menu.fitting(role, operation):
        for number in range(count) if fault["kind"] == kind else ():
            if phase != Phase.AGAIN.value or operation == WEBHOOK:
                yield [_at(role, operation, number, fault)]
            else:
                failing = [_at(role, operation, n, {"kind": "status", "status": 503}) for n in range(number + 1)]
                yield [*failing[-BURST_MAX:], *(_at(role, operation, number + 1 + n, fault) for n in range(LATER))]


def _outages(menu: Menu) -> Iterator[Piece]:
    for fault in (each for each in OUTAGES if each["kind"] in menu.kinds):
        for role, spell in product(menu.roles(), _spells(menu)):
            yield {"disturbances": ({"on": role, **fault, **spell},)}


def _expired_tokens(menu: Menu) -> Iterator[Piece]:
    if "expire-tokens" in menu.kinds:
        for role, begin in product(menu.expirable, _moments(menu)):
            yield {"disturbances": ({"on": role, "kind": "expire-tokens", "from": begin},)}


def _cut_quotas(menu: Menu) -> Iterator[Piece]:
    if "scale-quota" in menu.kinds:
        for role, scale, spell in product(menu.quotas, SCALES, _spells(menu)):
            yield {"disturbances": ({"on": role, "kind": "scale-quota", "scale": scale, **spell},)}


def _deaths(menu: Menu) -> Iterator[Piece]:
    if "kill-subject" in menu.kinds:
        for settings, begin, away in product(menu.kills, _moments(menu), AWAY_SECONDS):
            death = {"kind": "kill-subject", "from": begin, "for": away}
            yield {"disturbances": (death,), "environment": settings}


def _drift(menu: Menu) -> Iterator[Piece]:
    if "drift" in menu.kinds:
        for change, spell in product(menu.drift, _spells(menu)):
            yield {"drift": ({**change, **spell},)}


def _jumps(menu: Menu) -> Iterator[Piece]:
    if CLOCK_JUMP in menu.kinds:
        for at, (seconds, lasts) in product(_moments(menu), JUMPS_SECONDS):
            yield {"jumps": (Jump(at=at, seconds=seconds, lasts=lasts),)}


LASTING = (_outages, _expired_tokens, _cut_quotas, _deaths, _drift, _jumps)
"""What lasts for a time; simplest first, for Hypothesis prefers what comes first."""


def _composed(menu: Menu) -> Iterator[Choice]:
    """Yield ways to draw what has too many forms to be listed."""
    faults = [fault for fault in EXCHANGE_FAULTS if fault["kind"] in menu.kinds]
    begins = [(*place, number) for place, count in menu.operations.items() for number in range(count)]
    if faults and begins:
        yield lambda below: _burst(begins, faults, below)
    roles, moments = menu.roles(), _moments(menu)
    if "refuse" in menu.kinds and len(roles) > 1:
        yield lambda below: _swizzle_clog(roles, _one_of(moments, below), _one_of(PAUSES_SECONDS, below), below)


def _burst(begins: Sequence[tuple[str, str, int]], faults: Sequence[Fault], below: Below) -> Piece:
    """Draw requests in a row that fail, each in its own way: what it takes to use up all retries."""
    role, operation, number = _one_of(begins, below)
    length = BURST_MIN + below(BURST_MAX - BURST_MIN + 1)
    return {"strikes": tuple(_at(role, operation, number + index, _one_of(faults, below)) for index in range(length))}


def _swizzle_clog(roles: Sequence[str], begin: float, pause: float, below: Below) -> Piece:
    """Draw outages: some systems stop, one after the other, and come back one after the other, in another order."""
    stopped = _permuted(roles, below)[: 2 + len(roles) // 2]
    order = _permuted(stopped, below)
    healed = begin + pause * len(stopped)
    spells = []
    for index, role in enumerate(stopped):
        at, until = begin + pause * index, healed + pause * (order.index(role) + 1)
        spells.append({"on": role, "kind": "refuse", "from": round(at, 3), "for": round(until - at, 3)})
    return {"disturbances": tuple(spells)}


def _permuted(roles: Sequence[str], below: Below) -> list[str]:
    left = list(roles)
    return [left.pop(below(len(left))) for _ in roles]
