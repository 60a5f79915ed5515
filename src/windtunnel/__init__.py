"""Windtunnel: rehearse an AI integration against simulated systems, faults, drift and load."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """Import ``windtunnel.scenario``, the package that can be called as a decorator, when it is asked for.

    Type checkers read ``__init__.pyi`` instead, where it is the decorator and nothing else is found.
    """
    if name != "scenario":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.scenario")
