"""What a system promises: its OpenAPI document, its profile, and the ways in which it may drift."""

from .document import Contract, Operation, Parameter
from .profile import Profile

__all__ = ["Contract", "Operation", "Parameter", "Profile"]
