"""Drift: the ways in which a contract changes under a consumer. Each operator is one file; ``catalogue`` lists them.

An operator is a pydantic model: its options are data, and a method says what it does to a value, a list, an answer, a
request or a webhook. ``build`` puts it to work: a ``Drift`` between a system and its consumers.
"""

from .catalogue import OPERATORS, read_drift
from .description import DriftClass, DriftDescription
from .operator import Drift
from .parcels import DriftingCourier, drifted

__all__ = ["OPERATORS", "Drift", "DriftClass", "DriftDescription", "DriftingCourier", "drifted", "read_drift"]
