"""A scenario as data: one file, run in every world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from windtunnel.content.project import Project
from windtunnel.contract import yaml12
from windtunnel.contract.drift import DriftDescription, read_drift
from windtunnel.contract.profile import Role
from windtunnel.fault import FaultDescription, read_fault
from windtunnel.fault.kill_subject import SUBJECT, KillSubjectDescription
from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.kernel.quantities import PerSecond, Seconds

from .invariants import INVARIANTS
from .slo import Threshold, read_thresholds

Pattern = Literal["request-response", "event-queue", "webhook", "batch", "streaming", "database", "embedded"]


class Part(BaseModel):
    """Base of every part of a scenario: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class SystemChoice(Part):
    """Which system fills a role, and how its simulator is set up."""

    use: str
    options: Mapping[str, Any] = Field(default_factory=dict)


def _system_choice(value: Any) -> Any:
    return {"use": value} if isinstance(value, str) else value


def _path_of_subject(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError(f"{text!r} is no path: it begins with a slash")
    return text


PathOfSubject = Annotated[str, AfterValidator(_path_of_subject)]


class Ready(Part):
    """How the harness knows that a subject's process is ready: ``http`` answers with 2xx."""

    http: PathOfSubject


class Subject(Part):
    """The thing under test: a Python callable, or any program.

    Args:
        python: ``package.module:callable`` below the project.
        command: the program and its arguments, run in the scenario's folder, in the wire world only.
        ready: when the program is ready; without it, as soon as its port accepts connections.
        environment: settings passed on, besides the addresses and credentials of every role. In a program's own words
            with ``{crm.url}``, ``{crm.client_id}``, ``{ca_file}``, ``{port}``, ``{crm.webhook_url}``.
        webhooks: the path at which the subject receives a role's webhooks.
        status: path at which the subject reports queue depth, dead letters and breakers, if it does.
    """

    python: str | None = None
    command: tuple[str, ...] = ()
    ready: Ready | None = None
    environment: Mapping[str, str] = Field(default_factory=dict)
    webhooks: Mapping[Role, PathOfSubject] = Field(default_factory=dict)
    status: PathOfSubject | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Subject:
        if (self.python is None) != bool(self.command):
            raise ValueError("a subject is either python or a command")
        return self


class Arrivals(Part):
    """When things arrive, open: nobody waits for an answer before sending the next.

    Exactly one of ``poisson`` (random, at a mean rate), ``every`` (fixed spacing) and ``over`` (random, all of them
    within about this time, however many there are). With ``over``, ``at_most`` can bound the mean rate: more events
    than fit take longer.
    """

    poisson: Annotated[PerSecond, Field(gt=0)] | None = None
    every: Annotated[Seconds, Field(gt=0)] | None = None
    over: Annotated[Seconds, Field(gt=0)] | None = None
    at_most: Annotated[PerSecond, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Arrivals:
        if sum(given is not None for given in (self.poisson, self.every, self.over)) != 1:
            raise ValueError("arrivals take one of poisson, every and over")
        if self.at_most is not None and self.over is None:
            raise ValueError("at_most bounds the rate of over; poisson and every say their own")
        return self


class Call(Part):
    """A call of the subject's own interface, once per row; texts are templates over the row's fields and ``{number}``.

    Args:
        method: GET, POST and so on.
        path: where, with a leading slash.
        key: the business key.
        body: sent as JSON; nothing is sent without it.
        headers: further headers.
        timeout: how long the caller waits for an answer.
        attempts: how often it is called until there is an answer that is neither 429 nor 5xx.
        pause: between two of these.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    path: Annotated[str, Field(pattern=r"^/")]
    key: str
    body: Any = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    timeout: Annotated[Seconds, Field(gt=0)] = 30.0
    attempts: Annotated[int, Field(ge=1)] = 1
    pause: Annotated[Seconds, Field(gt=0)] = 5.0


class Workload(Part):
    """What arrives, where, how fast, and from which input.

    Rows arrive either ``on`` a system, as something that happens there, or as a ``call`` of the subject.

    Args:
        input: CSV or JSON Lines file, relative to the scenario file.
        columns: workload field by column name of the input.
        fields: further fields of every row, from templates: ``{row}`` is the row's number, ``{pick a|b|c}`` goes round.
        arrivals: when.
        count: how many rows; a shorter input is gone through again, unless its rows would be called by keys that have
            been there.
        on: the role in which things arrive.
        call: how the subject is called, instead.
        record: the collection in which an arrival becomes a record, for comparing what is written on with the truth.
        accepted: whether an arrival counts as accepted by itself, as what a batch finds does.
    """

    input: str
    columns: Mapping[str, str] = Field(default_factory=dict)
    fields: Mapping[str, str] = Field(default_factory=dict)
    arrivals: Arrivals
    count: Annotated[int, Field(ge=1)] = 100
    on: Role | None = None
    call: Call | None = None
    record: str | None = None
    accepted: bool = False

    @model_validator(mode="after")
    def _one_way_in(self) -> Workload:
        if (self.on is None) == (self.call is None):
            raise ValueError("a workload arrives either on a role or as a call")
        return self


class Wire(Part):
    """How a scenario, or one of its conditions, is run over real sockets and in real time.

    Args:
        scale: factor on every time of the schedule: arrivals, faults, drift, quiet, deadline. Four hours at 0.005 are
            72 seconds. The subject's own times do not shrink: its settings do, by ``environment``.
        quiet: how long nothing may happen there before a run is over, when the scaled time is shorter than what the
            subject itself may wait.
        settled: the same once every event is through, when the subject may do something again later than after 10 s; a
            condition in which the subject is killed waits for ``quiet`` in any case.
        count: other number of events.
        environment: settings of the subject that differ there; ``{nats.url}`` and ``{postgresql.url}`` in one of them
            have such a server started for the run.
        exercises: what must have been put to the test there, where fewer events cannot do what many do.
        slo: thresholds in place of those of the same metric and phase, where real time takes longer.
        cannot: why it cannot be run there; then it is left out, and the reason is told.
    """

    scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    quiet: Annotated[Seconds, Field(gt=0)] | None = None
    settled: Annotated[Seconds, Field(gt=0)] | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    environment: Mapping[str, str] = Field(default_factory=dict)
    exercises: tuple[str, ...] | None = None
    slo: tuple[Threshold, ...] = ()
    cannot: str | None = None


class Outcome(Part):
    """An effect that an accepted event must lead to, exactly once.

    Args:
        on: the role in whose system it shows, or ``subject`` for the answer to a call.
        effect: ``collection.change``, such as ``messages.created``; an answer is ``answers.created``, with ``key``,
            ``status``, ``headers`` and ``body``.
        key: dotted path in the record of the business key.
        pattern: regular expression whose first group is the key within that value.
        when: further conditions on the record: dotted path to glob.
        required: whether an accepted event without it (and without a recorded rejection) is lost.
        idempotency_key: dotted path in the request body of the key that retries must share.
        carries: dotted path in the record to the path in the truth that it must equal: ``record.created_at`` is the
            arrival's own record as its system keeps it, ``row.text`` the workload's row.
    """

    on: Role | Literal["subject"]
    effect: Annotated[str, Field(pattern=r"^\w+\.(created|updated|deleted)$")]
    key: str
    pattern: str | None = None
    when: Mapping[str, str] = Field(default_factory=dict)
    required: bool = True
    idempotency_key: str | None = None
    carries: Mapping[str, str] = Field(default_factory=dict)


class Redeployment(Part):
    """The subject is replaced by a new instance of itself, which takes over before the old one shuts down.

    Args:
        at: when, in seconds after the start of the run.
        systems: roles that another system plays from then on.
        environment: settings of the new instance that differ.
    """

    at: Annotated[Seconds, Field(ge=0)]
    systems: Mapping[Role, Annotated[SystemChoice, BeforeValidator(_system_choice)]] = Field(default_factory=dict)
    environment: Mapping[str, str] = Field(default_factory=dict)


class Condition(Part):
    """One named set of faults, drift and load.

    Args:
        about: what it rehearses, in a sentence.
        faults: what goes wrong.
        drift: how contracts change.
        quotas: per role: ``{scale: 0.1}`` for the whole run.
        load: factor on the arrival rate.
        arrivals: other arrivals than the scenario's.
        count: other number of events than the scenario's.
        environment: settings of the subject in place of the scenario's.
        redeploy: when the subject is replaced, and what is different then.
        exercises: invariants that must have been put to the test for a PASS.
        slo: thresholds in place of the scenario's.
        wire: how it is run in the wire world, in place of the scenario's; settings are added to the scenario's.
    """

    about: str = ""
    faults: tuple[FaultDescription, ...] = ()
    drift: tuple[DriftDescription, ...] = ()
    quotas: Mapping[Role, Mapping[str, float]] = Field(default_factory=dict)
    load: Annotated[float, Field(gt=0)] = 1.0
    arrivals: Arrivals | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    environment: Mapping[str, str] = Field(default_factory=dict)
    redeploy: tuple[Redeployment, ...] = ()
    exercises: tuple[str, ...] = ("no-lost-event", "no-duplicate-effect")
    slo: tuple[Threshold, ...] | None = None
    wire: Wire | None = None


class Correlation(Part):
    """How an exchange, a delivery or a report is tied to its event: the first expression that yields counts.

    ``reports`` are about the subject's own key, as ``parameter.key``.
    """

    exchanges: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    deliveries: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    reports: tuple[str, ...] = ()


class Scenario(Part):
    """A rehearsal: systems, subject, workload, conditions, and what must hold.

    ``quiet`` is how long nothing may happen before a run is over; ``deadline`` how long after the last arrival and the
    last fault it may go on at most.
    """

    name: str
    pattern: Pattern
    about: str
    systems: Mapping[Role, Annotated[SystemChoice, BeforeValidator(_system_choice)]]
    subject: Subject
    workload: Workload
    correlate: Correlation = Correlation()
    outcomes: Mapping[str, Outcome]
    conditions: Mapping[str, Condition]
    invariants: Mapping[str, Mapping[str, Any]]
    slo: tuple[Threshold, ...] = ()
    wire: Wire = Wire()
    quiet: Seconds = 600.0
    deadline: Seconds = 12 * 3600.0
    file: Path

    def condition(self, name: str) -> Condition:
        """Return a condition.

        Raises:
            UnknownNameError: there is none of that name.
        """
        if name not in self.conditions:
            raise UnknownNameError("condition", name, self.conditions, file=self.file)
        return self.conditions[name]


EVENT_KEY = re.compile(r"\{event\.([1-9][0-9]*)\}")
"""What stands for the key of an event, by its number, among the keys of a fault."""
NAMED_EVENT = "{event"
PARTS = (
    Scenario,
    SystemChoice,
    Subject,
    Ready,
    Wire,
    Workload,
    Call,
    Arrivals,
    Outcome,
    Redeployment,
    Condition,
    Correlation,
)


def load(project: Project, name: str) -> Scenario:
    """Load a scenario by name or path.

    Raises:
        UnknownNameError: no such scenario, system, invariant, fault or operator.
        UsageError: the file does not fit the model; the message names the place and what was probably meant.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else None
    file = path or project.require("scenarios", f"{name}.yaml", kind="scenario")
    return read(project, file)


def read(project: Project, file: Path) -> Scenario:
    """Read a scenario file; errors as for ``load``."""
    data = yaml12.read(file)
    if not isinstance(data, Mapping):
        raise UsageError("a scenario is a mapping", file=file)
    prepared = dict(data)
    prepared["conditions"] = _conditions(data.get("conditions", {}), file)
    prepared["invariants"] = _invariants(data.get("invariants", ()), file)
    prepared["slo"] = read_thresholds(data.get("slo", {}), file=file, place="slo")
    if "wire" in data:
        prepared["wire"] = _wire(data["wire"], file, "wire")
    try:
        scenario = Scenario.model_validate({**prepared, "file": file})
    except pydantic.ValidationError as error:
        raise UsageError(complain(error, *PARTS), file=file) from error
    _check_references(project, scenario)
    return scenario


def _conditions(data: Any, file: Path) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not data:
        raise UsageError("give at least one condition", file=file, place="conditions")
    return {name: _condition(body or {}, file, f"conditions.{name}") for name, body in data.items()}


def _condition(body: Any, file: Path, place: str) -> Any:
    if not isinstance(body, Mapping):
        raise UsageError("a condition is a mapping", file=file, place=place)
    prepared = dict(body)
    prepared["faults"] = tuple(
        read_fault(fault, place=f"{place}.faults[{index}]", file=file)
        for index, fault in enumerate(body.get("faults", ()))
    )
    prepared["drift"] = tuple(
        read_drift(drift, place=f"{place}.drift[{index}]", file=file)
        for index, drift in enumerate(body.get("drift", ()))
    )
    if "slo" in body:
        prepared["slo"] = read_thresholds(body["slo"], file=file, place=f"{place}.slo")
    if "wire" in body:
        prepared["wire"] = _wire(body["wire"], file, f"{place}.wire")
    for name in body.get("exercises", ()):
        _require_invariant(name, file, f"{place}.exercises")
    return prepared


def _wire(body: Any, file: Path, place: str) -> Any:
    if not isinstance(body, Mapping) or "slo" not in body:
        return body
    return {**body, "slo": read_thresholds(body["slo"], file=file, place=f"{place}.slo")}


def _invariants(data: Any, file: Path) -> dict[str, Any]:
    named = {entry: {} for entry in data} if isinstance(data, list) else dict(data or {})
    if not named:
        raise UsageError("give at least one invariant", file=file, place="invariants")
    for name in named:
        _require_invariant(name, file, "invariants")
    return {name: parameters or {} for name, parameters in named.items()}


def _require_invariant(name: str, file: Path, place: str) -> None:
    if name not in INVARIANTS:
        raise UnknownNameError("invariant", name, INVARIANTS, file=file, place=place)


def _check_references(project: Project, scenario: Scenario) -> None:
    known = project.names("contracts")
    for place, use in _systems_used(scenario):
        if use not in known:
            raise UnknownNameError("system", use, known, file=scenario.file, place=place)
    for place, used in _roles_used(scenario):
        if used not in scenario.systems:
            raise UnknownNameError("role", used, scenario.systems, file=scenario.file, place=place)
    for name, condition in scenario.conditions.items():
        for index, fault in enumerate(condition.faults):
            reason = _reason_against(scenario, fault)
            if reason is not None:
                raise UsageError(reason, file=scenario.file, place=f"conditions.{name}.faults[{index}]")


def _reason_against(scenario: Scenario, fault: FaultDescription) -> str | None:
    """Return why a fault cannot strike in a scenario; ``None`` if it can."""
    if fault.on == SUBJECT and not _strikes_subject(scenario, fault):
        return f"{fault.kind} cannot strike the subject; name a role"
    named = [key for key in fault.keys if key.startswith(NAMED_EVENT)]
    wrong = next((key for key in named if not EVENT_KEY.fullmatch(key)), None)
    if wrong is not None:
        return f"{wrong!r} names no event; did you mean '{{event.10}}', the tenth?"
    if named and scenario.workload.call is None:
        return f"{named[0]!r} cannot be known: what happens in a system gets its key there; give the key itself"
    return None


def _strikes_subject(scenario: Scenario, fault: FaultDescription) -> bool:
    """Tell whether a fault can strike the subject itself: its process, or the calls on their way to it."""
    return isinstance(fault, KillSubjectDescription) or (fault.on_the_way_in and scenario.workload.call is not None)


def _systems_used(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for role, choice in scenario.systems.items():
        yield f"systems.{role}", choice.use
    for name, condition in scenario.conditions.items():
        for redeployment in condition.redeploy:
            for role, choice in redeployment.systems.items():
                yield f"conditions.{name}.redeploy.systems.{role}", choice.use


def _roles_used(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.workload.on is not None:
        yield "workload.on", scenario.workload.on
    for name, outcome in scenario.outcomes.items():
        if outcome.on != SUBJECT:
            yield f"outcomes.{name}.on", outcome.on
    for role in scenario.subject.webhooks:
        yield "subject.webhooks", role
    for name, condition in scenario.conditions.items():
        for fault in condition.faults:
            if fault.on != SUBJECT:
                yield f"conditions.{name}.faults", fault.on
        for drift in condition.drift:
            yield f"conditions.{name}.drift", drift.on
        for role in condition.quotas:
            yield f"conditions.{name}.quotas", role
        for redeployment in condition.redeploy:
            for role in redeployment.systems:
                yield f"conditions.{name}.redeploy.systems", role
