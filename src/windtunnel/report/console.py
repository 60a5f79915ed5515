"""Where tables are printed: as wide as the terminal, or as wide as they need where the output is piped on."""

from __future__ import annotations

from rich.console import Console

PIPED_WIDTH = 320
"""Columns where nobody's terminal is to be fitted, so that nothing has to be broken off."""


def open_console(*, soft_wrap: bool = False) -> Console:
    """Return the console of standard output.

    Args:
        soft_wrap: whether the terminal breaks lines of text, not the console.
    """
    terminal = Console(highlight=False, soft_wrap=soft_wrap)
    return terminal if terminal.is_terminal else Console(highlight=False, soft_wrap=soft_wrap, width=PIPED_WIDTH)
