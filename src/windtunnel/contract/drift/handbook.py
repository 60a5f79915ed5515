"""``docs/drift.md``, generated from the catalogue itself."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from types import ModuleType

from pydantic.fields import FieldInfo

from .catalogue import FAMILIES, OPERATORS
from .description import DriftClass, DriftDescription
from .field_operator import FieldOperator

OF_ALL = frozenset(DriftDescription.model_fields)
OF_FIELDS = frozenset(FieldOperator.model_fields)
_ARGUMENT = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
PREFACE = """# Drift

{count} ways in which a contract changes under a consumer. A condition of a scenario lists them under `drift`, a served
simulator takes them at `POST /__admin/drift`:

```yaml
drift: [{{on: helpdesk, operator: sem-unit-scaled, at: Ticket.total, factor: 100, from: 2m, for: 10m}}]
```

Every operator takes `on` (the role), `operations` (operationIds; all without it), `from`, `for` and `every` (only each
n-th exchange that it can change). `at` of a field is `Schema.property` of the contract, or a path in the body:
`records[].Email`, `$.total` (`$` is the body itself), `$[].id`. Operators on fields also take `payloads` (paths in
webhook payloads where the field stands too) and `requests` (paths in request bodies, besides those that the contract's
schemas tell).

Where a contract can show a change, the line *a diff shows* gives oasdiff's rules. The class says how the consumer is
judged:

{classes}

This page is generated (`make generated`).
"""


def handbook() -> str:
    """Return the page on all operators."""
    classes = "\n".join(f"- **{each}**: {_meaning(each)}" for each in DriftClass)
    families = "".join(_family(family) for family in FAMILIES)
    return PREFACE.format(count=len(OPERATORS), classes=classes) + families


def _family(family: ModuleType) -> str:
    title, _, rest = (inspect.getdoc(family) or "").partition(": ")
    sections = "".join("\n" + "\n".join(_section(operator)) + "\n" for operator in family.OPERATORS)
    return f"\n## {title}\n{rest[0].upper()}{rest[1:]}\n{sections}"


def _section(operator: type[DriftDescription]) -> Iterator[str]:
    module = inspect.getdoc(sys.modules[operator.__module__]) or ""
    summary = module.partition(": ")[2]
    yield f"### {operator.identifier()}"
    yield _text(f"{summary[0].upper()}{summary[1:]}")
    yield ""
    yield f"- class: {operator.drift_class}"
    yield f"- what it does: {_text(_paragraph(operator.__doc__))}"
    yield f"- a correct consumer: {operator.correct}"
    yield f"- a diff shows: {', '.join(f'`{rule}`' for rule in operator.detects) or 'nothing'}"
    known = OF_ALL | (OF_FIELDS if operator.acts_on == "field" else frozenset())
    explained = _explained(operator)
    for name, field in operator.model_fields.items():
        if name not in known:
            yield f"- {_option(name, field)}: {explained[name]}"


def _explained(operator: type[DriftDescription]) -> dict[str, str]:
    """Return what the docstrings of an operator and its bases say of each option."""
    documents = [inspect.cleandoc(base.__doc__ or "") for base in reversed(operator.__mro__)]
    arguments = [found for document in documents for found in _ARGUMENT.findall(document.partition("Args:")[2])]
    return {name: _text(text) for name, text in arguments}


def _paragraph(document: str | None) -> str:
    return (document or "").partition("\n\n")[0]


def _text(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _option(name: str, field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    plain = default not in (None, (), "") and not field.is_required()
    return f"option `{name}` ({default!r})" if plain else f"option `{name}`"


def _meaning(drift_class: DriftClass) -> str:
    lines = inspect.getsource(DriftClass).splitlines()
    at = next(index for index, line in enumerate(lines) if f'"{drift_class}"' in line)
    return lines[at + 1].strip().strip('"')
