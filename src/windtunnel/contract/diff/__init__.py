"""Breaking changes between two descriptions of an API, seen from who uses it."""

from .comparison import Comparison, compare
from .finding import Direction, Finding, Level, Subject

__all__ = ["Comparison", "Direction", "Finding", "Level", "Subject", "compare"]
