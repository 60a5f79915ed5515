"""What people wrote, fit to be sent on."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def whole(text: str) -> str:
    """Return ``text`` without halves of characters, which JSON can hold and UTF-8 cannot.

    Two halves that belong together are joined, others are replaced by U+FFFD.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


Text = Annotated[str, AfterValidator(whole)]
"""What people wrote: it goes on to other systems, so it must be fit to be sent."""
