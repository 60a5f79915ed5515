"""References between subrequests: ``@{refAccount.id}``, ``@{refContacts.records[0].Id}``.

Source: profile.yaml, topic ``composite``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Refused, bare_refusal

_REFERENCE = re.compile(r"@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[[0-9]+\])*)\}")
_STEP = re.compile(r"\.([A-Za-z0-9_]+)|\[([0-9]+)\]")
_MISSING = object()


def halted(message: str) -> Refused:
    """Return the error of a subrequest that was not run."""
    return bare_refusal("PROCESSING_HALTED", message)


def substituted(content: Any, answers: Mapping[str, Any]) -> Any:
    """Return JSON content with its references replaced by values of earlier answers.

    A text that is one reference takes the value as it is; within a text the value is written out.

    Raises:
        Refused: a reference leads nowhere.
    """
    if isinstance(content, str):
        return _text(content, answers)
    if isinstance(content, list):
        return [substituted(each, answers) for each in content]
    if isinstance(content, dict):
        return {name: substituted(value, answers) for name, value in content.items()}
    return content


def substituted_text(text: str, answers: Mapping[str, Any]) -> str:
    """Return a text, such as a url, with its references written out.

    Raises:
        Refused: a reference leads nowhere.
    """
    return _REFERENCE.sub(lambda found: _shown(_value(found, answers)), text)


def references_in(content: Any) -> Iterator[str]:
    """Return the referenceIds that JSON content refers to."""
    if isinstance(content, str):
        yield from (found[1] for found in _REFERENCE.finditer(content))
    elif isinstance(content, list):
        for each in content:
            yield from references_in(each)
    elif isinstance(content, dict):
        for value in content.values():
            yield from references_in(value)


def _text(text: str, answers: Mapping[str, Any]) -> Any:
    whole = _REFERENCE.fullmatch(text)
    return _value(whole, answers) if whole is not None else substituted_text(text, answers)


def _value(found: re.Match[str], answers: Mapping[str, Any]) -> Any:
    name, steps = found[1], found[2]
    value = answers.get(name, _MISSING)
    for step in _STEP.finditer(steps):
        value = _step(value, step)
    if value is _MISSING:
        path = f"{name}{steps}"
        raise halted(f"Invalid reference specified. No value for {path} found in {name}")
    return value


def _step(value: Any, step: re.Match[str]) -> Any:
    if step[1] is not None:
        return value.get(step[1], _MISSING) if isinstance(value, dict) else _MISSING
    index = int(step[2])
    return value[index] if isinstance(value, list) and index < len(value) else _MISSING


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
