"""Names that modules bound early (``from time import monotonic``), which a guard put into ``time`` does not reach.

Looking through every module takes a tenth of a small run, so what was found is kept, and looked for anew only when
modules have come or gone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

_Stamp = tuple[int, int]


class EarlyBound:
    """The modules of this process that hold guarded functions under names of their own."""

    def __init__(self) -> None:
        self._stamp: _Stamp | None = None
        self._seen: dict[str, ModuleType] = {}
        self._holders: dict[str, tuple[ModuleType, tuple[str, ...]]] = {}

    def names(self, guards: Mapping[int, object]) -> Iterator[tuple[ModuleType, str, object]]:
        """Yield module, name and guard for each name that holds a guarded function.

        Args:
            guards: what to put in the stead of a function, by the function's ``id``.
        """
        self._look(guards)
        for module, attributes in self._holders.values():
            for attribute in attributes:
                guard = guards.get(id(vars(module).get(attribute)))
                if guard is not None:
                    yield module, attribute, guard

    def newcomers(self, wanted: Mapping[int, object]) -> Iterator[tuple[ModuleType, str]]:
        """Yield what modules that were imported since the last look have bound of ``wanted``."""
        if _stamp() == self._stamp:
            return
        for name, module in sys.modules.copy().items():  # copied at once: a collection in between may import
            if self._seen.get(name) is not module:
                for attribute in _bound(name, module, wanted):
                    yield module, attribute

    def _look(self, guards: Mapping[int, object]) -> None:
        if _stamp() == self._stamp:
            return
        for name, module in sys.modules.copy().items():  # see newcomers
            if self._seen.get(name) is not module:
                self._seen[name] = module
                self._hold(name, module, tuple(_bound(name, module, guards)))
        self._stamp = _stamp()

    def _hold(self, name: str, module: ModuleType, attributes: tuple[str, ...]) -> None:
        if attributes:
            self._holders[name] = (module, attributes)
        else:
            self._holders.pop(name, None)


def _stamp() -> _Stamp:
    """Return what changes when a module is imported, taken away, or imported anew."""
    modules = sys.modules
    return len(modules), id(next(reversed(modules.values())))


def _bound(name: str, module: ModuleType, wanted: Mapping[int, object]) -> list[str]:
    if getattr(module, "__file__", None) is None or name.startswith("windtunnel.world"):
        return []
    return [attribute for attribute, value in list(vars(module).items()) if id(value) in wanted]
