"""What a system promises: its OpenAPI document, its profile, and the ways in which it may drift.

``Contract``, ``Operation``, ``Parameter`` and ``Profile`` are imported when they are first asked for: comparing two
descriptions needs none of them, and they take as long to import as a small comparison takes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import Contract, Operation, Parameter
    from .profile import Profile

__all__ = ["Contract", "Operation", "Parameter", "Profile"]
_PLACES = {"Contract": "document", "Operation": "document", "Parameter": "document", "Profile": "profile"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)
