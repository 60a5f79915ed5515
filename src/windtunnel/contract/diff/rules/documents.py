"""The document as a whole: webhooks, components, version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..description import escaped
from ..finding import Direction
from .hit import OperationHit
from .rule import Effect, Kind, Rule, rule

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.NONE, kind, effect, f"{{where}}: {text}")
    for id, kind, effect, text in (
        ("webhook-added", Kind.EXISTENCE, Effect.WIDENS, "new"),
        ("webhook-removed", Kind.EXISTENCE, Effect.NARROWS, "gone"),
        ("api-schema-removed", Kind.EXISTENCE, Effect.NONE, "gone"),
        ("api-version-not-bumped", Kind.LIFECYCLE, Effect.NONE, "still {new}, though something breaks"),
        (
            "api-version-decreased",
            Kind.LIFECYCLE,
            Effect.NONE,
            "went back from {old} to {new}, though something breaks",
        ),
        (
            "api-major-version-not-bumped",
            Kind.LIFECYCLE,
            Effect.NONE,
            "went from {old} to {new}, though something breaks",
        ),
    )
)

_SEMANTIC_VERSION = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


def judge_webhooks(old: Iterable[str], new: Iterable[str]) -> Iterator[OperationHit]:
    """Report webhooks that came or went.

    Args:
        old, new: their names.
    """
    before, now = list(old), list(new)
    for verb, names, others in (("removed", before, now), ("added", now, before)):
        for name in names:
            if name not in others:
                pointer = f"#/webhooks/{escaped(name)}"
                yield OperationHit(
                    f"webhook-{verb}",
                    {"where": f"webhook `{name}`"},
                    f"webhooks.{name}",
                    old_pointer=pointer if verb == "removed" else "",
                    new_pointer=pointer if verb == "added" else "",
                )


def judge_components(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[OperationHit]:
    """Report schemas that are no longer among the components.

    Args:
        old, new: component schemas by name.
    """
    for name in old:
        if name not in new:
            yield OperationHit(
                "api-schema-removed",
                {"where": f"schema `{name}`"},
                f"schemas.{name}",
                old_pointer=f"#/components/schemas/{escaped(name)}",
            )


def judge_version(old: Any, new: Any) -> Iterator[OperationHit]:
    """Report a version number that hides breaking changes; numbers that are not semantic versions say nothing.

    Args:
        old, new: ``info.version`` of two documents between which something breaks.
    """
    before, now = _numbers(old), _numbers(new)
    if before is None or now is None:
        return
    rule_id = ""
    if old == new:
        rule_id = "api-version-not-bumped"
    elif now <= before:
        rule_id = "api-version-decreased"
    elif now[0] == before[0] and not (now[0] == 0 and now[1] > before[1]):
        rule_id = "api-major-version-not-bumped"
    if rule_id:
        values = {"where": "the version", "old": old, "new": new}
        yield OperationHit(rule_id, values, "info.version", "#/info/version", "#/info/version")


def _numbers(version: Any) -> tuple[int, int, int] | None:
    found = _SEMANTIC_VERSION.fullmatch(version) if isinstance(version, str) else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
