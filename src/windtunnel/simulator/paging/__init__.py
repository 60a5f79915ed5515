"""Paging: one style a file. They cut a list; the vendor words the answer."""

from .cursor import CursorPage, decode_cursor, encode_cursor
from .offset import OffsetPage, page_by_number, page_by_offset

__all__ = [
    "CursorPage",
    "OffsetPage",
    "decode_cursor",
    "encode_cursor",
    "page_by_number",
    "page_by_offset",
]
