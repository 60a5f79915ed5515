"""Drift: the ways in which a contract changes under a consumer. Each operator is one file; ``catalogue`` lists them."""

from .catalogue import OPERATORS, read_drift
from .description import DriftClass, DriftDescription
from .operator import Drift

__all__ = ["OPERATORS", "Drift", "DriftClass", "DriftDescription", "read_drift"]
