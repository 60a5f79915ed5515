"""Bodies that arrive in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from windtunnel.world.http import Chunk, Response


def in_pieces(response: Response, sizes: Iterator[int], pause_seconds: float) -> Response:
    """Return ``response`` with its body in pieces.

    Args:
        response: streamed or not; what it waits for itself before its body is kept.
        sizes: of the pieces, in bytes; the last one may be shorter.
        pause_seconds: before each piece.
    """
    body, chunks = response.whole_body(), []
    while body:
        size = max(1, next(sizes))
        chunks.append(Chunk(body[:size], pause_seconds))
        body = body[size:]
    return replace(response, body=b"", chunks=tuple(chunks))
