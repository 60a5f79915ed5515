"""From traffic to files: a redacted recording, the contract that it was merged into, a simulator that repeats it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from windtunnel.content.project import Project
from windtunnel.contract import yaml12
from windtunnel.contract.document import METHODS, Contract, read_document, read_profile
from windtunnel.contract.merging import BESIDE, MAIN
from windtunnel.kernel.errors import FileError, UsageError

from .errors import NothingRecorded, RecordingTooLarge
from .exchange import Exchange
from .freshness import FOLDER, recordings_in
from .har import BYTES_MAX, Provenance, Recording, moment, read_har, write_har
from .inference import Thresholds, describe
from .inference.paths import Templates
from .inference.schema import SEEN
from .joining.conflicts import Conflict, conflicts
from .joining.merging import full_path, merge
from .joining.yaml_text import dump, rewritten
from .redaction import Fields, Redactor

PROFILE = "profile.yaml"
LATENCY_SIGHTINGS = 20
EXCHANGES_BYTES_MAX = BYTES_MAX // 4
"""Bodies that one recording holds; their text grows when it is written."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
SIMULATOR = '''"""{title}: what was asked when it was recorded is answered as it was answered then."""

from windtunnel.record import RecordedSystem as System

__all__ = ["System"]
'''


@dataclass(frozen=True)
class Wanted:
    """What is recorded, and how.

    Args:
        system: its name.
        root: of the project that gets the contract.
        upstream: scheme, host and port.
        thresholds: how much evidence an inference needs.
        fields: which fields are redacted.
        expires_days: how long the recording is fresh.
    """

    system: str
    root: Path
    upstream: str
    thresholds: Thresholds = field(default_factory=Thresholds)
    fields: Fields = field(default_factory=Fields)
    expires_days: int = 90


@dataclass(frozen=True)
class Kept:
    """What a recording has left.

    Args:
        recording: the HAR file.
        contract: the OpenAPI document.
        exchanges: how many were recorded now.
        operations: calls of each operation now, as ``GET /path``.
        redacted: how many different values were replaced, by kind.
        expires: the last day on which the recording is fresh.
        simulator: the package that was made, where there was none.
        conflicts: where the traffic contradicts the contract.
    """

    recording: Path
    contract: Path
    exchanges: int
    operations: dict[str, int]
    redacted: dict[str, int]
    expires: str
    simulator: Path | None
    conflicts: tuple[Conflict, ...]


class Recorder:
    """Takes exchanges as they happen, and keeps them redacted alone.

    Args:
        wanted: what is recorded.
        began: when, in seconds since the Unix epoch.

    Raises:
        UsageError: the system cannot be called that, or there is no such folder.
        FileError: its contract or an earlier recording cannot be read, which is told before there is traffic to lose.
    """

    def __init__(self, wanted: Wanted, began: float) -> None:
        if not _NAME.fullmatch(wanted.system):
            raise UsageError(f"{wanted.system!r} is no name of a system; one is like 'acme-crm'", place="SYSTEM")
        if not wanted.root.is_dir():
            raise UsageError("no such folder", file=wanted.root, place="--out")
        _check(Project(wanted.root), wanted)
        self._wanted = wanted
        self._began = began
        self._name = datetime.fromtimestamp(began, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        self._redactor = Redactor(f"{wanted.system}/{self._name}", wanted.fields)
        self._exchanges: list[Exchange] = []
        self._bytes = 0

    @property
    def count(self) -> int:
        """How many exchanges were taken."""
        return len(self._exchanges)

    @property
    def is_full(self) -> bool:
        """Whether it takes no more."""
        return self._bytes > EXCHANGES_BYTES_MAX

    def take(self, exchange: Exchange) -> None:
        """Redact an exchange and keep it.

        Raises:
            RecordingTooLarge: there is no room for more.
        """
        if self.is_full:
            raise RecordingTooLarge(f"a recording holds {EXCHANGES_BYTES_MAX:,} bytes of bodies; record less at once")
        redacted = self._redactor.exchange(exchange)
        self._bytes += len(redacted.asked) + len(redacted.answered)
        self._exchanges.append(redacted)

    def keep(self) -> Kept:
        """Write recording, contract, profile and simulator.

        Raises:
            NothingRecorded: there is nothing to write.
            FileError: something cannot be written, or the contract cannot be changed in place; the recording is there
                then, and can be given to ``--from-har``.
        """
        if not self._exchanges:
            raise NothingRecorded(f"no traffic with {self._wanted.upstream} was seen; nothing was written")
        try:
            return self._written()
        except OSError as error:
            raise FileError(f"cannot be written: {error.strerror}", file=error.filename) from error

    def _written(self) -> Kept:
        project, system = Project(self._wanted.root), self._wanted.system
        folder = _folder(project, self._wanted.root, system)
        earlier = recordings_in(folder)
        file, now = self._write_recording(folder)
        joined = _Joined.of(folder, self._wanted, earlier, now)
        joined.write(self._wanted, [*earlier, now])
        contract = Contract(system, joined.whole(), read_profile(folder / PROFILE), folder / MAIN, folder)
        provenance = now.provenance
        assert provenance is not None, "it was written a moment ago"
        return Kept(
            recording=file,
            contract=folder / MAIN,
            exchanges=len(now.exchanges),
            operations=_calls(now.exchanges, _known_paths(folder, joined.document)),
            redacted=dict(provenance.redacted),
            expires=provenance.expires.isoformat(),
            simulator=_simulator(project, self._wanted),
            conflicts=tuple(conflicts(contract, now.exchanges)),
        )

    def _write_recording(self, folder: Path) -> tuple[Path, Recording]:
        stand_ins = self._redactor.stand_ins
        day = datetime.fromtimestamp(self._began, UTC).date()
        provenance = Provenance(
            system=self._wanted.system,
            upstream=self._wanted.upstream,
            recorded_at=moment(self._began),
            expires=day + timedelta(days=self._wanted.expires_days),
            redacted=dict(sorted(stand_ins.counts.items())),
            stand_ins=stand_ins.made,
        )
        text = self._redactor.swept(write_har(self._exchanges, provenance))
        file = _free_name(folder / FOLDER, self._name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file, read_har(file)


def _check(project: Project, wanted: Wanted) -> None:
    """Read what a recording will be merged into."""
    recordings_in(wanted.root / "contracts" / wanted.system)
    carried = project.find("contracts", wanted.system, MAIN)
    if carried is not None:
        read_document(carried)
        if (carried.parent / PROFILE).is_file():
            read_profile(carried.parent / PROFILE)


@dataclass(frozen=True)
class _Joined:
    """A contract's folder with a recording merged into its document."""

    folder: Path
    text: str | None
    document: dict[str, Any]

    @classmethod
    def of(cls, folder: Path, wanted: Wanted, earlier: Sequence[Recording], now: Recording) -> _Joined:
        main = folder / MAIN
        if not main.is_file():
            document = _described([*earlier, now], wanted, ())
            return cls(folder, None, document)
        text, theirs = yaml12.read_text(main), dict(read_document(main))
        own = _recorded_paths(theirs)
        guess = _described(earlier, wanted, [path for path in _full_paths(theirs) if path not in own])
        known = [path for path in _known_paths(folder, theirs) if path not in guess["paths"]]
        base = _described(earlier, wanted, known) if earlier else {}
        ours = _described([*earlier, now], wanted, known)
        return cls(folder, text, merge(base, theirs, _without(ours, _beside_paths(folder))))

    def write(self, wanted: Wanted, recordings: Iterable[Recording]) -> None:
        """Write the document, changed where it changed, and a profile where there is none."""
        main, profile = self.folder / MAIN, self.folder / PROFILE
        text = dump(self.document) if self.text is None else rewritten(self.text, self.document, main)
        _replace(main, text)
        if not profile.is_file():
            exchanges = [each for recording in recordings for each in recording.exchanges]
            _replace(profile, dump(_profile(wanted, exchanges)))

    def whole(self) -> dict[str, Any]:
        """Return the document with what stands beside it."""
        from windtunnel.contract import merging

        beside = self.folder / BESIDE
        if not beside.is_file():
            return self.document
        return dict(merging.merge(self.document, read_document(beside), beside))


def _described(recordings: Iterable[Recording], wanted: Wanted, known: Iterable[str]) -> dict[str, Any]:
    listed = list(recordings)
    stand_ins = [each for recording in listed if recording.provenance for each in recording.provenance.stand_ins]
    return describe(
        [each for recording in listed for each in recording.exchanges],
        title=wanted.system,
        upstream=wanted.upstream,
        stand_ins=stand_ins,
        thresholds=wanted.thresholds,
        known=known,
    )


def _full_paths(document: dict[str, Any]) -> list[str]:
    return [full_path(document, path) for path in document.get("paths", {})]


def _beside_paths(folder: Path) -> list[str]:
    beside = folder / BESIDE
    return _full_paths(dict(read_document(beside))) if beside.is_file() else []


def _known_paths(folder: Path, document: dict[str, Any]) -> list[str]:
    return [*_full_paths(document), *_beside_paths(folder)]


def _recorded_paths(document: dict[str, Any]) -> set[str]:
    """Return the paths all of whose operations a recorder has written."""
    found = set()
    for path, item in document.get("paths", {}).items():
        operations = [item[method] for method in METHODS if method in item] if isinstance(item, dict) else []
        if operations and all(SEEN in each for each in operations):
            found.add(full_path(document, path))
    return found


def _without(document: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    left = set(paths)
    return {**document, "paths": {path: item for path, item in document["paths"].items() if path not in left}}


def _folder(project: Project, root: Path, system: str) -> Path:
    """Return the contract's folder in the project; one that only Windtunnel carries is copied there first."""
    folder = root / "contracts" / system
    carried = project.find("contracts", system, MAIN)
    if carried is not None and not (folder / MAIN).is_file():
        shutil.copytree(carried.parent, folder, dirs_exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _free_name(folder: Path, name: str) -> Path:
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    return next(file for each in names if not (file := folder / f"{each}.har").exists())


def _replace(file: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _profile(wanted: Wanted, exchanges: Sequence[Exchange]) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "system": wanted.system,
        "title": wanted.system,
        "roles": [],
        "api_version": {"pinned": "recorded", "where": "none"},
        "hosts": sorted({each.host for each in exchanges}),
    }
    times = sorted(each.seconds * 1000 for each in exchanges if each.seconds > 0)
    if len(times) >= LATENCY_SIGHTINGS:
        tail = quantiles(times, n=100, method="inclusive")[98]
        profile["latency"] = [{"median_ms": round(median(times), 1), "p99_ms": round(tail, 1)}]
    return profile


def _simulator(project: Project, wanted: Wanted) -> Path | None:
    """Write the package that repeats the recordings, unless somebody simulates the system already."""
    if project.find("simulators", wanted.system, "__init__.py") is not None:
        return None
    package = wanted.root / "simulators" / wanted.system
    package.mkdir(parents=True, exist_ok=True)
    above = package.parent / "__init__.py"
    if not above.exists():
        above.write_text("", encoding="utf-8")
    file = package / "__init__.py"
    file.write_text(SIMULATOR.format(title=wanted.system), encoding="utf-8")
    return file


def _calls(exchanges: Sequence[Exchange], known: Iterable[str]) -> dict[str, int]:
    templates = Templates((each.path for each in exchanges), known=known)
    counts = Counter(f"{each.method} {templates.find(each.path)}" for each in exchanges)
    return dict(sorted(counts.items()))
