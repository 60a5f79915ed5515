"""``noop``: changes nothing."""

from __future__ import annotations

from ..stage import Attributes, Stage


class NoopAttributes(Attributes):
    """It takes none."""


class Noop(Stage[NoopAttributes]):
    """Passes every chunk on."""
