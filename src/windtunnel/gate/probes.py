"""Probes: what of an integration is run against drift, and where a project keeps them.

A probe is any object with the attributes of ``Probe``. A project names them by convention in
``adapters/drift_probes.py``, as ``PROBES``: system -> probes; or in ``windtunnel.toml``::

    [drift]
    probes = "adapters.my_probes:PROBES"
"""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol, cast

import httpx

from windtunnel.content.project import Project
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

CONFIGURATION = "windtunnel.toml"
MODULE, RECEIVERS_MODULE = "drift_probes.py", "drift_receivers.py"
CONVENTION = "adapters.drift_probes:PROBES"
KEYS = ("probes", "receivers")
"""Of the table ``[drift]``."""
DEGRADED_MARKS = ("degraded", "stale")
"""Fields by which an integration marks output that is not what it would usually be."""


@dataclass(frozen=True)
class Setting:
    """What a probe is given.

    Args:
        environment: the variables that tell an integration about the system, as scenarios give them: ``CRM_URL`` ...
        transport: leads to the system; whatever the probe sends goes through it.
        clock: the time of the run.
        random: the chance of the run, the same for every run.
        arrivals: ids of the records that the probe's ``arrivals`` became.
    """

    environment: Mapping[str, str]
    transport: httpx.AsyncBaseTransport
    clock: Clock
    random: Random
    arrivals: Sequence[str]


class Probe(Protocol):
    """A piece of an integration that can be run on its own.

    Attributes:
        name: of the probe, unique in its system.
        run: does the work and returns what the integration writes on: canonical records, messages, anything that
            pydantic can write as JSON.
        errors: the base classes of the integration's own errors; what it raises besides these is a crash.
        options: of the simulator, as scenarios give them.
        arrivals: rows that arrive in the system before the run.
        effects: collections of the simulator whose changes count as output, too.
    """

    @property
    def name(self) -> str: ...
    @property
    def run(self) -> Callable[[Any], Awaitable[object]]: ...
    @property
    def errors(self) -> tuple[type[Exception], ...]: ...
    @property
    def options(self) -> Mapping[str, Any]: ...
    @property
    def arrivals(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def effects(self) -> Sequence[str]: ...


KEY = "probes"
ATTRIBUTES = ("name", "run", "errors", "options", "arrivals", "effects")


def probes_of(project: Project) -> Mapping[str, Sequence[Probe]]:
    """Return the probes of a project by system; none where it has receivers alone.

    Raises:
        UsageError: ``windtunnel.toml`` cannot be read, or what it names are no probes.
            there are none: a project with adapters of its own is not judged by the bundled ones.
        UnknownNameError: there is no such module.
    """
    named = configured(project, KEY)
    if named is None and project.own("adapters", MODULE) is None:
        if project.own("adapters", RECEIVERS_MODULE) is not None or configured(project, "receivers") is not None:
            return {}
        raise UsageError(
            f"this project has no probes: write adapters/{MODULE}, or name them in {CONFIGURATION} ([drift] {KEY})",
            file=project.roots[0],
        )
    reference = named or CONVENTION
    found = project.object(reference)
    check_mapping(found, ATTRIBUTES, "probe", reference)
    return cast(Mapping[str, Sequence[Probe]], found)


def choose(probes: Mapping[str, Sequence[Probe]], system: str | None) -> Mapping[str, Sequence[Probe]]:
    """Return the probes of one system, or all.

    Raises:
        UnknownNameError: no probe belongs to the system.
    """
    if system is None:
        return probes
    if system not in probes:
        raise UnknownNameError("system with probes", system, probes)
    return {system: probes[system]}


def check_mapping(found: object, attributes: Sequence[str], kind: str, place: str) -> None:
    """Refuse what is no mapping of systems to lists of probes, or of receivers.

    Args:
        found: what a project names.
        attributes: that each must have.
        kind: how messages call one.
        place: where they stand.

    Raises:
        UsageError: it is something else.
    """
    if not isinstance(found, Mapping):
        raise UsageError(f"{kind}s are a mapping of systems to lists of {kind}s", place=place)
    for system, listed in found.items():
        if not isinstance(listed, list | tuple):
            raise UsageError(f"is no list of {kind}s", place=f"{place}[{system!r}]")
        for position, each in enumerate(listed):
            check_shape(each, attributes, kind, f"{place}[{system!r}][{position}]")


def check_shape(found: object, attributes: Sequence[str], kind: str, place: str) -> None:
    """Refuse what is no probe, or no receiver.

    Args:
        found: what a project names as one.
        attributes: that it must have; ``errors`` are exception classes.
        kind: how messages call it.
        place: where it stands.

    Raises:
        UsageError: it lacks something.
    """
    missing = [name for name in attributes if not hasattr(found, name)]
    if missing:
        raise UsageError(f"is no {kind}: it has no {', '.join(missing)}", place=place)
    errors = found.errors  # type: ignore[attr-defined]  # checked above
    if not isinstance(errors, tuple) or not all(isinstance(each, type) for each in errors):
        raise UsageError("errors: give a tuple of exception classes", place=place)


def configured(project: Project, key: str) -> str | None:
    """Return what ``windtunnel.toml`` names under ``[drift]``; ``None`` when it names nothing.

    Raises:
        FileError: it cannot be read, or the name is no text.
    """
    for root in project.roots:
        file = root / CONFIGURATION
        if file.is_file():
            return _named_in(file, key)
    return None


def _named_in(file: Path, key: str) -> str | None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FileError(f"cannot be read as TOML: {error}", file=file) from error
    section = data.get("drift", {})
    for name in section if isinstance(section, Mapping) else ():
        if name not in KEYS:
            raise UnknownNameError("key of [drift]", name, KEYS, file=file)
    reference = section.get(key) if isinstance(section, Mapping) else section
    if reference is not None and not isinstance(reference, str):
        raise FileError("is text of the form 'package.module:NAME'", file=file, place=f"drift.{key}")
    return reference
