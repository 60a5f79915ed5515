"""One run for each change, and none where its outcome is known.

A run follows from the answers that it gets. So a change that alters nothing in the control's conversation gives the
control again; and a change that, along the conversation of another run, makes every answer what it was there, gives
that run again.
"""

from __future__ import annotations

from typing import Any

from windtunnel.contract.drift import Drift
from windtunnel.world.exchange import Exchange, Replace
from windtunnel.world.http import Response

from .bench import Bench, drift_of
from .judging import Judgement, judge
from .mutants import Mutant
from .probes import Probe
from .recording import Recording, key_of
from .replayer import Outcome, Step, role_of
from .streams import EventDrift

Change = tuple[Any, ...]
"""The first thing that a change does to a conversation: which step, and what becomes of request or answer."""


class Runs:
    """Runs one probe against changes.

    Args:
        bench: where it runs.
        recording: where answers come from.
        probe: what is run.
        control: the run without a change.

    Attributes:
        made: how many runs there were; the others were known.
        asked_before: how many answers had come from the simulator before the first of them.
    """

    def __init__(self, bench: Bench, recording: Recording, probe: Probe, control: Outcome) -> None:
        self._bench = bench
        self._recording = recording
        self._probe = probe
        self._control = control
        self._role = role_of(recording)
        self._known: dict[Change, list[Outcome]] = {}
        self.made = 0
        self.asked_before = recording.asked

    @property
    def asked(self) -> int:
        """How many answers came from the simulator so far."""
        return self._recording.asked

    def of(self, mutant: Mutant) -> tuple[Drift, Outcome] | None:
        """Return the change with its count, and what becomes of the run; ``None`` when it changes nothing."""
        first = self.first_change(mutant)
        return None if first is None else self._outcome(mutant, first)

    def judged(self, mutant: Mutant, first: Change) -> Judgement:
        """Return the verdict on a change of which it is known what it does first."""
        return judge(mutant, *self._outcome(mutant, first), self._control, self._probe)

    def first_change(self, mutant: Mutant) -> Change | None:
        """Return the first thing that a change does to the control's conversation; ``None`` when it does nothing."""
        change = EventDrift(drift_of(self._recording, mutant))
        for index, step in enumerate(self._control.steps):
            made = self._change_of(change, step, index)
            if made is not None:
                return made
        return None

    def _outcome(self, mutant: Mutant, first: Change) -> tuple[Drift, Outcome]:
        known = self._known.setdefault(first, [])
        for outcome in known:
            drift = self._same(mutant, outcome)
            if drift is not None:
                return drift, outcome
        drift, outcome = self._bench.run_changed(self._probe, self._recording, mutant)
        self.made += 1
        known.append(outcome)
        return drift, outcome

    def _change_of(self, change: EventDrift, step: Step, index: int) -> Change | None:
        exchange = self._exchange(step)
        decision = change.before(exchange)
        if isinstance(decision, Replace):
            return index, "refused", *_content(decision.response)
        if exchange.request is not step.request:
            return index, "asked", *key_of(exchange.request, step.at)
        decision = change.after(exchange, step.answer)
        if isinstance(decision, Replace):
            return index, "answered", *_content(decision.response)
        return None

    def _same(self, mutant: Mutant, outcome: Outcome) -> Drift | None:
        """Return the change after it went along another run, when every answer is what that run got."""
        drift = drift_of(self._recording, mutant)
        change = EventDrift(drift)
        return drift if all(self._fits(change, step) for step in outcome.steps) else None

    def _fits(self, change: EventDrift, step: Step) -> bool:
        exchange = self._exchange(step)
        decision = change.before(exchange)
        if isinstance(decision, Replace):
            return step.turn is None and _content(decision.response) == _content(step.answer)
        if step.turn is None or step.turn.request is None:
            return False
        if key_of(exchange.request, step.at) != key_of(step.turn.request, step.at):
            return False
        decision = change.after(exchange, step.turn.response)
        response = decision.response if isinstance(decision, Replace) else step.turn.response
        return response is step.answer or _content(response) == _content(step.answer)

    def _exchange(self, step: Step) -> Exchange:
        return Exchange(self._role, step.operation, step.parameters, step.request, step.at)


def _content(response: Response) -> Change:
    return response.status, response.whole_body(), tuple(response.headers)
