"""All mistakes: every module of this folder has some, in a tuple ``MISTAKES``."""

from importlib import import_module
from pathlib import Path

from ..mistake import Mistake

TOPICS = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
MISTAKES: tuple[Mistake, ...] = tuple(
    mistake for topic in TOPICS for mistake in import_module(f".{topic}", __name__).MISTAKES
)
