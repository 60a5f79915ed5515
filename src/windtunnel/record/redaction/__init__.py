"""Redaction by type: what a field is called, and what a value looks like."""

from .fields import Fields, Kind
from .redactor import Redactor

__all__ = ["Fields", "Kind", "Redactor"]
