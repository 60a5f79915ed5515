"""What must outlive a process: which model answers, what was answered, and what people said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ...clock import Clock
from ...errors import Conflict, NotFound
from ...stores.database import Database, Row, Session
from ...stores.opening import open_database
from ...stores.sqlite import Synchronous
from .trial import SWAPS, TRANSITIONS, Event, Phase, Tally

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS models (
        version TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL, rows INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS state (
        "only" INTEGER PRIMARY KEY CHECK ("only" = 1), active TEXT NOT NULL, shadow TEXT, phase TEXT NOT NULL,
        trial INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS answers (
        number {offset}, id TEXT NOT NULL UNIQUE, text_digest TEXT NOT NULL,
        label TEXT NOT NULL, confidence DOUBLE PRECISION NOT NULL, source TEXT NOT NULL, degraded INTEGER NOT NULL,
        trial INTEGER NOT NULL, active TEXT NOT NULL, active_label TEXT NOT NULL, shadow_label TEXT, truth TEXT
    )
    """,
    "CREATE INDEX IF NOT EXISTS answers_of_trial ON answers (trial) WHERE truth IS NOT NULL",
)
_TALLY = """
SELECT count(*) AS answers, coalesce(sum(CASE WHEN active_label = truth THEN 1 ELSE 0 END), 0) AS active_right,
    coalesce(sum(CASE WHEN shadow_label = truth THEN 1 ELSE 0 END), 0) AS shadow_right
FROM answers WHERE trial = :trial AND truth IS NOT NULL AND shadow_label IS NOT NULL
"""
_BEGIN = "INSERT INTO state VALUES (1, :active, NULL, :phase, 1) ON CONFLICT DO NOTHING"
_PIN = "INSERT INTO models VALUES (:version, :source, :digest, :rows) ON CONFLICT (version) DO NOTHING"
_REMEMBER = """
INSERT INTO answers (
    id, text_digest, label, confidence, source, degraded, trial, active, active_label, shadow_label
) VALUES (
    :id, :text_digest, :label, :confidence, :source, :degraded, :trial, :active, :active_label, :shadow_label
) ON CONFLICT (id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """A model by its name: where it comes from, and what it has to be."""

    version: str
    source: str
    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class State:
    """Which models are in use; ``trial`` counts the phases, so that answers of different ones are never mixed."""

    active: str
    shadow: str | None
    phase: Phase
    trial: int


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was answered; ``active_label`` and ``shadow_label`` are the models' own."""

    id: str
    text_digest: str
    label: str
    confidence: float
    source: str
    degraded: bool
    trial: int
    active: str
    active_label: str
    shadow_label: str | None


class ScoringStore:
    """The database behind the service; every method raises ``StoreUnavailable`` when it cannot be used."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    async def open(cls, path: str, clock: Clock, *, synchronous: Synchronous = "FULL") -> Self:
        """Open the database at ``path``, with its tables.

        Raises:
            SchemaMismatch, StoreUnavailable: it cannot be used.
        """
        database = await open_database(path, synchronous=synchronous)
        try:
            await database.create(SCHEMA)
        except BaseException:
            await database.close()
            raise
        return cls(database, clock)

    async def begin(self, first: Pin) -> State:
        """Return the state; where there is none yet, ``first`` answers from now on."""
        async with self._database.transaction() as session:
            known = await session.run("SELECT * FROM state", {})
            if known:
                return _state(known[0])
            await _pin(session, first)
            values = {"active": first.version, "phase": Phase.STEADY.value}
            await session.run(_BEGIN, values)
            return _state((await session.run("SELECT * FROM state", {}))[0])

    async def pin_of(self, version: str) -> Pin | None:
        """Return what is known of a model."""
        rows = await self._database.run("SELECT * FROM models WHERE version = :version", {"version": version})
        return Pin(**rows[0]) if rows else None

    async def propose(self, state: State, candidate: Pin) -> State:
        """Begin the trial of a candidate.

        Raises:
            Conflict: another trial is under way, or the version is known with other content.
        """
        if state.phase is not Phase.STEADY:
            raise Conflict(f"model {state.shadow} is on trial against {state.active}")
        async with self._database.transaction() as session:
            await _pin(session, candidate)
            return await _move(session, state, Event.PROPOSED, candidate.version)

    async def end_phase(self, state: State, event: Event) -> State:
        """End a phase as ``event`` says."""
        async with self._database.transaction() as session:
            return await _move(session, state, event, state.shadow)

    async def answer_to(self, id: str) -> GivenAnswer | None:
        """Return what was answered to a request, as long as it is remembered."""
        rows = await self._database.run("SELECT * FROM answers WHERE id = :id", {"id": id})
        return _answer(rows[0]) if rows else None

    async def remember(self, answer: GivenAnswer, answers_max: int) -> None:
        """Keep an answer; the oldest ones beyond ``answers_max`` are forgotten."""
        values = {name: getattr(answer, name) for name in GivenAnswer.__slots__}
        async with self._database.transaction() as session:
            await session.run(_REMEMBER, {**values, "degraded": 1 if answer.degraded else 0})
            forget = "DELETE FROM answers WHERE number <= (SELECT max(number) FROM answers) - :kept"
            await session.run(forget, {"kept": answers_max})

    async def learn(self, id: str, truth: str) -> None:
        """Record what the right answer would have been.

        Raises:
            NotFound: the answer is not remembered.
            Conflict: something else was said of it before.
        """
        async with self._database.transaction() as session:
            rows = await session.run("SELECT truth FROM answers WHERE id = :id", {"id": id})
            if not rows:
                raise NotFound(f"no answer {id} is remembered")
            if rows[0]["truth"] not in (None, truth):
                raise Conflict(f"answer {id} was labelled otherwise before")
            await session.run("UPDATE answers SET truth = :truth WHERE id = :id", {"id": id, "truth": truth})

    async def tally(self, trial: int) -> Tally:
        """Count the labelled answers of a trial."""
        row = (await self._database.run(_TALLY, {"trial": trial}))[0]
        return Tally(row["answers"], row["active_right"], row["shadow_right"])

    async def close(self) -> None:
        """Close the file; a second call does nothing."""
        await self._database.close()


async def _pin(session: Session, pin: Pin) -> None:
    values: Mapping[str, object] = {"version": pin.version, "source": pin.source, "digest": pin.digest}
    known = await session.run("SELECT digest FROM models WHERE version = :version", {"version": pin.version})
    if known and known[0]["digest"] != pin.digest:
        raise Conflict(f"model {pin.version} is known with digest {known[0]['digest']}")
    if not known:
        await session.run(_PIN, {**values, "rows": pin.rows})


async def _move(session: Session, state: State, event: Event, shadow: str | None) -> State:
    phase = TRANSITIONS[state.phase, event]
    active, other = (shadow or state.active, state.active) if event in SWAPS else (state.active, shadow)
    after = State(active, None if phase is Phase.STEADY else other, phase, state.trial + 1)
    values = {"active": after.active, "shadow": after.shadow, "phase": phase.value, "trial": after.trial}
    statement = (
        "UPDATE state SET active = :active, shadow = :shadow, phase = :phase, trial = :trial"
        " WHERE trial = :before RETURNING trial"
    )
    if not await session.run(statement, {**values, "before": state.trial}):
        raise Conflict("the models were changed by somebody else")
    return after


def _state(row: Row) -> State:
    return State(row["active"], row["shadow"], Phase(row["phase"]), row["trial"])


def _answer(row: Row) -> GivenAnswer:
    values = {name: row[name] for name in GivenAnswer.__slots__}
    return GivenAnswer(**{**values, "degraded": bool(row["degraded"])})
