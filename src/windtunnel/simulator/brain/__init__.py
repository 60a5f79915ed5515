"""What answers in the vendor's stead: examples, instances of schemas, or recordings; one kind a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import UnknownNameError

from .examples import ExamplesBrain
from .instances import InstancesBrain
from .question import Answer, Brain, Question
from .recorded import RecordedBrain

Maker = Callable[[Mapping[str, Any], str, Path | None], Brain]
KINDS: Mapping[str, Maker] = {
    "examples": ExamplesBrain.of_options,
    "instances": InstancesBrain.of_options,
    "recorded": RecordedBrain.of_options,
}
DEFAULT_KIND = "instances"


def make_brain(options: Mapping[str, Any], seed: str, root: Path | None) -> Brain:
    """Return the brain that ``options`` describe; without a ``kind``, one that makes instances.

    Args:
        options: ``kind`` and what that kind takes.
        seed: the seed of the world.
        root: where relative paths begin when they do not lead anywhere from the working directory.

    Raises:
        UsageError: the kind is unknown, or an option is wrong.
    """
    rest = dict(options)
    kind = str(rest.pop("kind", DEFAULT_KIND))
    if kind not in KINDS:
        raise UnknownNameError("kind of brain", kind, KINDS, place="brain.kind")
    return KINDS[kind](rest, seed, root)


__all__ = ["Answer", "Brain", "Question", "make_brain"]
