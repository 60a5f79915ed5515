"""``docs/invariants.md``, generated from the invariants themselves."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

from .invariants import INVARIANTS, Invariant

PREFACE = """# Invariants

Judged on the journal: attempts, answers, deliveries and effects, never on what the subject says of itself. An invariant
that was not exercised proves nothing and never counts as a pass. This page is generated (`make generated`).
"""


def handbook() -> str:
    """Return the page on all invariants."""
    return PREFACE + "".join("\n" + "\n\n".join(_section(invariant)) + "\n" for invariant in INVARIANTS.values())


def _section(invariant: type[Invariant]) -> Iterator[str]:
    yield f"## {invariant.id} {invariant.name}\n{invariant.about[0].upper()}{invariant.about[1:]}."
    document = inspect.getdoc(sys.modules[invariant.__module__]) or ""
    yield document.partition("\n\n")[2].strip()
    parameters = [_parameter(name, field.default) for name, field in invariant.model_fields.items()]
    if parameters:
        yield f"Parameters: {', '.join(parameters)}."


def _parameter(name: str, default: object) -> str:
    plain = isinstance(default, int | float | tuple) and default != ()
    return f"`{name}` ({default!r})" if plain else f"`{name}`"
