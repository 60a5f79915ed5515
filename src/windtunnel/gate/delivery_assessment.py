"""The drift score of one receiver: control, planted change, and every change of the webhooks that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.kernel.errors import InconclusiveError

from .assessment import Assessment, Judged, Stopwatch
from .bench import Bench, drift_from, open_bench
from .deliveries import Mailbag, Sent, payloads, receive
from .delivery_mutants import WEBHOOK, delivery_mutants
from .judging import Judgement, Verdict, judge
from .mutants import ROLE, Mutant, is_path
from .reads import TOP, Reads
from .receivers import Delivered, Receiver
from .replayer import Outcome
from .traced import Tracer
from .tracing import Watch

REMOVED = "response-required-property-removed"


@dataclass(frozen=True)
class CarelessReceiver:
    """Takes one field of a webhook as it comes, checks nothing, and hands it on.

    Args:
        member: the field, at the top of the payload.
    """

    member: str
    name: str = "planted"
    errors: tuple[type[Exception], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: Sequence[Mapping[str, Any]] = ()

    async def receive(self, setting: Any, webhook: Delivered) -> object:
        """Return the field, ``None`` where it is missing: that is the carelessness."""
        payload = orjson.loads(webhook.body)
        return payload.get(self.member) if isinstance(payload, dict) else None

    def answer(self, webhook: Delivered) -> bytes:
        """Say nothing."""
        return b""


def assess_deliveries(project: Project, system: str, receiver: Receiver, stopwatch: Stopwatch) -> Assessment:
    """Run one receiver against every change of webhooks that concerns it.

    Args:
        project: where the simulator is found.
        system: its name.
        receiver: what is run.
        stopwatch: real seconds, for the rate.

    Raises:
        UsageError: the receiver cannot be run.
    """
    result = Assessment(receiver.name)
    with open_bench() as bench:
        mailbag = Mailbag(project, system, receiver)
        try:
            sent = mailbag.send()
            content = payloads(sent)
            result.reads, control = _control(bench, mailbag, receiver, sent, project)
            result.planted = _find_planted(bench, mailbag, sent, content)
        except InconclusiveError as error:
            result.control_failed = str(error)
            return result
        started = stopwatch()
        for mutant in delivery_mutants(mailbag.contract, result.reads, content):
            judgement = _judged(bench, mailbag, receiver, mutant, sent, control)
            if judgement is None:
                result.unmet.append(mutant)
            else:
                result.judged.append(Judged(mutant, judgement))
        result.runs, result.seconds = len(result.judged), stopwatch() - started
    return result


def judge_again(project: Project, system: str, receiver: Receiver, wanted: str) -> Judgement:
    """Run one receiver against one change, by its id, and return the verdict.

    Raises:
        InconclusiveError: the change no longer changes anything, or the control fails.
    """
    with open_bench() as bench:
        mailbag = Mailbag(project, system, receiver)
        sent = mailbag.send()
        reads, control = _control(bench, mailbag, receiver, sent, project)
        made = delivery_mutants(mailbag.contract, reads, payloads(sent))
        found = [_judged(bench, mailbag, receiver, each, sent, control) for each in made if each.id == wanted]
        if not found or found[0] is None:
            raise InconclusiveError(f"there is no change {wanted} any more: what it concerns is no longer sent or read")
        return found[0]


def _control(
    bench: Bench, mailbag: Mailbag, receiver: Receiver, sent: Sequence[Sent], project: Project
) -> tuple[Reads, Outcome]:
    """Run the receiver unchanged, twice and watched, over webhooks that were sent twice.

    Raises:
        InconclusiveError: it fails, or two of the runs make something else of the same webhooks.
    """
    live = receive(bench, mailbag, receiver, sent)
    if live.error is not None:
        raise InconclusiveError(f"the control failed: {type(live.error).__name__}: {live.error}")
    reads = Reads()
    watch = Watch(Tracer(reads, project.roots[0]))
    with watch.installed():
        watched = receive(bench, mailbag, receiver, sent, watch.delivered)
    again = receive(bench, mailbag, receiver, mailbag.send())
    if not live.sinks == watched.sinks == again.sinks:
        raise InconclusiveError("the control is not repeatable: the same webhooks gave another output")
    return reads, again


def _judged(
    bench: Bench, mailbag: Mailbag, receiver: Receiver, mutant: Mutant, control_sent: Sequence[Sent], control: Outcome
) -> Judgement | None:
    """Return the verdict on a change; ``None`` when it changes no webhook."""
    drift = drift_from(mailbag.contract, mutant)
    sent = mailbag.send(drift)
    if [each.parcel for each in sent] == [each.parcel for each in control_sent]:
        return None
    return judge(mutant, drift, receive(bench, mailbag, receiver, sent), control, receiver)


def _find_planted(bench: Bench, mailbag: Mailbag, sent: Sequence[Sent], content: Sequence[Any]) -> str:
    """Run the careless receiver against its change and return what was found.

    Raises:
        InconclusiveError: the change was not found, or nothing could be changed.
    """
    name = next((name for payload in content for name in _fields(payload)), None)
    if name is None:
        raise InconclusiveError("no webhook holds a field at its top, so no change could be planted")
    careless, at = CarelessReceiver(name), f"{TOP}.{name}"
    described = read_drift({"on": ROLE, "operator": REMOVED, "at": at, "payloads": [at]}, place="planted")
    mutant = Mutant("planted", WEBHOOK, at, described, {})
    control = receive(bench, mailbag, careless, sent)
    found = _judged(bench, mailbag, careless, mutant, sent, control)
    if found is None or found.verdict is not Verdict.SILENT:
        told = "nothing changed" if found is None else found.verdict
        raise InconclusiveError(f"the planted change ({REMOVED} at {WEBHOOK} {at}) was not found: {told}")
    return f"{REMOVED} at {WEBHOOK} {at}"


def _fields(payload: Any) -> list[str]:
    members = payload.items() if isinstance(payload, dict) else ()
    return [name for name, value in members if isinstance(value, str) and value and is_path(f"{TOP}.{name}")]
