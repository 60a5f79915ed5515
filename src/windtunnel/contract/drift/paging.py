"""Where a request stands in a list, by the names that APIs use for positions and cursors."""

from __future__ import annotations

from windtunnel.world.http import Request

FIRST = ("", "0", "1")
POSITIONS = (
    "page", "page_number", "pageNumber", "page[number]", "offset", "startAt", "start", "skip", "$skip",
    "sysparm_offset",
)  # fmt: skip
CURSORS = (
    "cursor", "after", "starting_after", "page[after]", "page[cursor]", "page_token", "pageToken", "next", "nextToken",
    "continuation_token", "$skiptoken", "skiptoken", "bookmark",
)  # fmt: skip


def is_first_page(request: Request) -> bool:
    """Tell whether a request asks for the beginning of a list."""
    return cursor(request) is None and all(request.arguments.get(name, "") in FIRST for name in POSITIONS)


def cursor(request: Request) -> str | None:
    """Return the cursor with which a request goes on in a list; ``None`` when it has none."""
    return next((request.arguments[name] for name in CURSORS if request.arguments.get(name)), None)
