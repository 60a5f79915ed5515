"""Scenarios: what is rehearsed, under which conditions, and what must hold.

The package can be called: ``@windtunnel.scenario("support-triage", condition="crm-down-4h")`` makes a test.
"""

from __future__ import annotations

import sys
from types import ModuleType

from .decorator import scenario


class CallableModule(ModuleType):
    """This package, which a suite calls as the decorator that it is named like."""

    __call__ = staticmethod(scenario)


sys.modules[__name__].__class__ = CallableModule
