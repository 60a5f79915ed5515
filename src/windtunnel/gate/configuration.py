"""What the gate checks: the table ``[gate]`` of a project's ``windtunnel.toml``."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

from .findings import Level

FILE = "windtunnel.toml"
CHECKS = ("compatibility", "conformance", "recorded", "pacts", "lifecycle", "drift")
"""Every check, in the order in which they run: what needs no traffic comes first where it can."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
Method = Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
Judged = Literal[
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
]


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an http or https URL")
    return url.rstrip("/")


class Table(BaseModel):
    """Base of every table: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(Table):
    """A live system that may be called.

    Args:
        url: scheme, host and port; the contract's paths follow.
        headers: sent with every call; ``${NAME}`` stands for a variable of the environment.
        methods: that may be used.
        operations: operationIds that may be called; empty for all.
    """

    url: Annotated[str, AfterValidator(_http_url)]
    headers: Mapping[str, str] = Field(default_factory=dict)
    methods: tuple[Method, ...] = ("GET", "HEAD")
    operations: tuple[str, ...] = ()


class SystemTable(Table):
    """What is checked of one system.

    Args:
        contract: its description: a file or ``git:REF:path``; by default the project's.
        baseline: the description that the integration was built against.
        used_by: whether changes are judged by what the project's probes of the system call, send and read.
        version: the version that the integration was built for; by default the one that the profile pins.
        conformance: whether its simulator is called with generated requests.
        drift: whether the adapters that read it are scored.
        recordings: HAR files, cassettes and journals, as paths or patterns.
        pacts: pact files, as paths or patterns.
        events: by name of an event of a queue, the file with the JSON Schema of its payload.
        states: YAML file with the records of each provider state: ``{state: {collection: {id: record}}}``.
        headers: sent to the simulator; ``{name}`` stands for a credential of the simulated account.
        parameters: values of path and query parameters that exist, in place of made-up ones.
        sign_in: ``package.module:function`` of the project that makes those headers from url and credentials.
        target: a live system.
    """

    contract: str | None = None
    baseline: str | None = None
    used_by: bool = False
    version: str | None = None
    conformance: bool = False
    drift: bool = False
    recordings: tuple[str, ...] = ()
    pacts: tuple[str, ...] = ()
    events: Mapping[str, str] = Field(default_factory=dict)
    states: str | None = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    parameters: Mapping[str, str] = Field(default_factory=dict)
    sign_in: str | None = None
    target: Target | None = None


class ConformanceTable(Table):
    """How much generated traffic there is.

    Args:
        max_examples: requests generated for an operation.
        seconds: for one system; what was not reached is told.
        checks: schemathesis' checks that judge the answers.
    """

    max_examples: Annotated[int, Field(ge=1, le=1000)] = 3
    seconds: Annotated[float, Field(gt=0, le=3600)] = 60.0
    checks: Annotated[tuple[Judged, ...], Field(min_length=1)] = (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )


class LifecycleTable(Table):
    """How early an end is told, in days."""

    warn_days: Annotated[int, Field(ge=0)] = 180
    fail_days: Annotated[int, Field(ge=0)] = 30


class Gate(Table):
    """The table ``[gate]``."""

    systems: Mapping[str, SystemTable] = Field(default_factory=dict)
    fail_on: Level = Level.ERR
    seed: int = 1
    baseline: str = "gate-baseline.toml"
    severity: Mapping[str, Literal["ERR", "WARN", "INFO", "NONE"]] = Field(default_factory=dict)
    conformance: ConformanceTable = ConformanceTable()
    lifecycle: LifecycleTable = LifecycleTable()


TABLES = (Gate, SystemTable, Target, ConformanceTable, LifecycleTable)


def read_configuration(root: Path) -> Gate:
    """Return the gate's configuration of the project at ``root``.

    Raises:
        FileError: there is no such file or table, it is not TOML, or a key is unknown or wrong.
    """
    file = root / FILE
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FileError("no such file; the gate is configured in its table [gate]", file=file) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"not valid TOML: {error}", file=file) from error
    if not isinstance(tables.get("gate"), Mapping):
        raise FileError("no table [gate]", file=file)
    return parse_configuration(tables["gate"], file)


def parse_configuration(data: Mapping[str, Any], file: Path) -> Gate:
    """Return the configuration that the table ``data`` holds.

    Raises:
        FileError: a key is unknown or wrong; near names are suggested.
    """
    try:
        return Gate.model_validate(data)
    except pydantic.ValidationError as error:
        raise FileError(complain(error, *TABLES), file=file, place="gate") from error


def chosen(gate: Gate, systems: tuple[str, ...], checks: tuple[str, ...]) -> tuple[dict[str, SystemTable], list[str]]:
    """Return the configured systems and the checks that were asked for; all of them when none is named.

    Raises:
        UnknownNameError: a name that is not configured.
    """
    for name in systems:
        if name not in gate.systems:
            raise UnknownNameError("system of [gate.systems]", name, gate.systems, place="--system")
    for name in checks:
        if name not in CHECKS:
            raise UnknownNameError("check", name, CHECKS, place="--check")
    wanted = {name: table for name, table in gate.systems.items() if not systems or name in systems}
    return wanted, [name for name in CHECKS if not checks or name in checks]


def is_loopback(url: str) -> bool:
    """Tell whether ``url`` stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def filled_in(headers: Mapping[str, str], place: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return headers with the variables of the environment in them.

    Raises:
        UsageError: a variable is not set.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in environment:
            raise UsageError(f"the environment has no variable {match[1]!r}", file=FILE, place=place)
        return environment[match[1]]

    return {name: _VARIABLE.sub(value, text) for name, text in headers.items()}
