"""Comparing two descriptions: what belongs together, and in which order it is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from windtunnel.kernel.errors import InconclusiveError

from .catalogue import RULE_BY_ID
from .circles import number_circles
from .description import Description, version_of
from .finding import Finding, Level, Subject
from .narrowing import Narrowing
from .operation import METHODS, Operation, PathItem, path_items, read_operation
from .places import uses
from .rules import bodies, documents, endpoints, parameters, responses, security
from .rules.hit import OperationHit, OperationPair
from .rules.lifecycle import is_judged
from .sameness import Sameness, check_references
from .schema_pair import SchemaPair, SchemaPairs
from .swagger import read_swagger_operation, security_schemes
from .usage import Usage
from .walk import Place, judge_schemas

FINDINGS_MAX = 50_000
_PARAMETER = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Comparison:
    """What comparing two descriptions came to.

    Args:
        findings: most serious first within an operation, operations in the order of their paths.
        operations: how many operations both describe.
        identical: whether the documents say the same, word for word.
        missing: operations that the consumer calls and the old document does not describe.
    """

    findings: tuple[Finding, ...]
    operations: int
    identical: bool
    missing: tuple[str, ...] = ()

    def at_least(self, level: Level) -> tuple[Finding, ...]:
        """Return the findings of a level or a higher one."""
        return tuple(finding for finding in self.findings if finding.level >= level)


def compare(old: Any, new: Any, *, old_name: str, new_name: str, today: date, usage: Usage | None = None) -> Comparison:
    """Compare two OpenAPI documents, 2.0 or 3.x, as seen by who uses the API.

    Identifiers and levels are those of oasdiff (``oasdiff checks``), version 1.35.

    Args:
        old, new: the documents as data, every key a text.
        old_name, new_name: for errors.
        today: the day on which sunset dates are judged.
        usage: what one consumer uses; findings then have the levels that they have for it.

    Raises:
        FileError: a document is malformed, or refers to what is not in it.
        InconclusiveError: they cannot be compared: one describes nothing, or is too large or nested too deeply; or
            neither describes anything that the consumer calls.
    """
    versions = {version_of(old), version_of(new)}
    levelled = len(versions) > 1 and bool(versions & {"2.0", "3.0"})
    try:
        return _Comparing(
            Description(old, old_name, levelled=levelled), Description(new, new_name, levelled=levelled), today, usage
        ).compare()
    except RecursionError as error:
        raise InconclusiveError(f"{old_name}, {new_name}: nested too deeply to be compared") from error


@dataclass
class _Comparing:
    """One comparison under way."""

    old: Description
    new: Description
    today: date
    usage: Usage | None = None
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sameness = Sameness(self.old, self.new)
        self.pairs = SchemaPairs(self.old, self.new, self.sameness)
        self.schemas: list[tuple[SchemaPair, Place]] = []
        self.operations = 0
        self.inherits = False

    def compare(self) -> Comparison:
        """Judge everything and put it in order."""
        for description in (self.old, self.new):
            check_references(description)
        self._section("paths")
        self._section("webhooks")
        if not self.operations and not self.findings:
            raise InconclusiveError(f"{self.old.name}, {self.new.name}: neither describes an operation")
        self._document()
        self.pairs.settle()
        number_circles(self.pairs)
        for pair, place in self.schemas:
            judge_schemas(pair, place, self._report)
        self._version()
        narrowing = None if self.usage is None else Narrowing(self.old, self.new, self.usage)
        found = self.findings if narrowing is None else narrowing.narrowed(self.findings)
        missing = () if narrowing is None else narrowing.missing
        findings = tuple(sorted(found, key=_order))
        return Comparison(findings, self.operations, not findings and self._identical(), missing)

    def _identical(self) -> bool:
        return bool(self.old.document == self.new.document)

    def _report(self, finding: Finding) -> None:
        if len(self.findings) >= FINDINGS_MAX:
            raise InconclusiveError(f"more than {FINDINGS_MAX:,} findings; these are not two versions of one API")
        self.findings.append(finding)

    def _section(self, section: str) -> None:
        old, new = path_items(self.old, section), path_items(self.new, section)
        is_webhooks = section == "webhooks"
        matched = {path: path for path in old if path in new} if is_webhooks else _matched_paths(old, new)
        for path, item in old.items():
            if path in matched:
                self._items(item, new[matched[path]], section)
            elif not is_webhooks:
                self._removed_path(item)
        taken = set(matched.values())
        if is_webhooks:
            self._hits(documents.judge_webhooks(old, new), Subject(), "webhooks")
            return
        for path, item in new.items():
            if path not in taken:
                for method in item.methods:
                    self._added(item, method, path, section)

    def _items(self, old: PathItem, new: PathItem, section: str) -> None:
        names = dict(zip(_PARAMETER.findall(old.path), _PARAMETER.findall(new.path), strict=False))
        for method in METHODS:
            if method in old.methods and method in new.methods:
                self._operation(old, new, method, names, section)
            elif method in old.methods:
                operation = self._read(self.old, old, method)
                hits = endpoints.judge_removed(operation, self.today, with_path=False)
                self._hits(hits, _subject(operation, None, section), section)
            elif method in new.methods:
                self._added(new, method, old.path, section)

    def _read(self, description: Description, item: PathItem, method: str) -> Operation:
        read = read_swagger_operation if description.is_swagger else read_operation
        return read(description, item, method)

    def _removed_path(self, item: PathItem) -> None:
        for method in item.methods:
            operation = self._read(self.old, item, method)
            hits = endpoints.judge_removed(operation, self.today, with_path=True)
            self._hits(hits, _subject(operation, None, "paths"), "paths")

    def _added(self, item: PathItem, method: str, path: str, section: str) -> None:
        operation = self._read(self.new, item, method)
        subject = Subject(operation.method, _subject_path(path, section), operation.id)
        self._hits(endpoints.judge_added(operation), subject, section)

    def _operation(self, old: PathItem, new: PathItem, method: str, names: Mapping[str, str], section: str) -> None:
        self.operations += 1
        pair = OperationPair(
            self._read(self.old, old, method), self._read(self.new, new, method), self.old, self.new, names, self.today
        )
        subject = _subject(pair.old, pair.new, section)
        declared = pair.old.security is not None, pair.new.security is not None
        if section == "paths":
            self.inherits |= declared == (False, False)
        self._hits(endpoints.judge_stability(pair), subject, section)
        if not is_judged(pair.new.node):
            return
        if section == "paths" or all(declared):
            self._hits(security.judge(pair), subject, section)
        if not self._unchanged(old, new, method):
            self._hits(endpoints.judge(pair), subject, section)
            self._parts(pair, subject, section)

    def _unchanged(self, old: PathItem, new: PathItem, method: str) -> bool:
        """Tell whether an operation is written alike on both sides, with all it refers to."""
        both = [(old.node[method], new.node[method]), (old.node.get("parameters"), new.node.get("parameters"))]
        both += [(self.old.document.get(key), self.new.document.get(key)) for key in ("consumes", "produces")]
        return old.path == new.path and all(self.sameness.same(one, other) for one, other in both)

    def _parts(self, pair: OperationPair, subject: Subject, section: str) -> None:
        matched = parameters.match(pair)
        self._hits(parameters.judge(pair, matched), subject, section)
        self._hits(bodies.judge(pair), subject, section)
        self._hits(responses.judge(pair), subject, section)
        for old, new, place in uses(pair, matched, subject, section):
            if old.schema is not None and new.schema is not None:
                schemas = self.pairs.pair(old.schema, old.pointer, new.schema, new.pointer)
                if schemas is not None:
                    self.schemas.append((schemas, place))

    def _document(self) -> None:
        old, new = self.old.document, self.new.document
        if not self.inherits:
            self._hits(security.judge_document(old, new), Subject(), "security")
        self._hits(security.judge_schemes(_schemes(self.old), _schemes(self.new)), Subject(), "components")
        self._hits(documents.judge_components(_schemas(self.old), _schemas(self.new)), Subject(), "components")

    def _version(self) -> None:
        if any(finding.level is Level.ERR for finding in self.findings):
            old, new = (_version(description) for description in (self.old, self.new))
            self._hits(documents.judge_version(old, new), Subject(), "info")

    def _hits(self, hits: Iterable[OperationHit], subject: Subject, section: str) -> None:
        for hit in hits:
            rule = RULE_BY_ID[hit.rule_id]
            values = {"where": "the API" if not subject.method else "the operation", **hit.values}
            self._report(
                Finding(
                    id=rule.id,
                    level=rule.level if hit.level is None else hit.level,
                    subject=subject,
                    text=rule.text.format(**values),
                    section=section,
                    direction=rule.direction,
                    place=hit.place,
                    old_pointer=hit.old_pointer,
                    new_pointer=hit.new_pointer,
                )
            )


def _subject(old: Operation, new: Operation | None, section: str) -> Subject:
    return Subject(old.method, _subject_path(old.path, section), (new.id if new else "") or old.id)


def _subject_path(path: str, section: str) -> str:
    return f"webhook:{path}" if section == "webhooks" else path


def _matched_paths(old: Mapping[str, PathItem], new: Mapping[str, PathItem]) -> dict[str, str]:
    """Match paths by template; where only the names of parameters differ, they are the same path."""
    by_shape: dict[str, str] = {}
    for path in sorted(new):
        by_shape.setdefault(_PARAMETER.sub("{}", path), path)
    matched = {}
    for path in old:
        if path in new:
            matched[path] = path
        elif (twin := by_shape.get(_PARAMETER.sub("{}", path))) is not None:
            matched[path] = twin
    return matched


def _schemes(description: Description) -> Mapping[str, Any]:
    if description.is_swagger:
        return security_schemes(description)
    components = description.document.get("components", {})
    entries = description.entries(components.get("securitySchemes"), "#/components/securitySchemes")
    return {name: scheme for name, scheme, _ in entries}


def _schemas(description: Description) -> Mapping[str, Any]:
    document = description.document
    found = document.get("definitions") if description.is_swagger else document.get("components", {}).get("schemas")
    return found if isinstance(found, dict) else {}


def _version(description: Description) -> Any:
    info = description.document.get("info")
    return info.get("version") if isinstance(info, dict) else None


def _order(finding: Finding) -> tuple[Any, ...]:
    subject = finding.subject
    return subject.path, subject.method, -finding.level, finding.id, finding.place, finding.property, finding.text
