"""An AI that answers in lines; the last one says done."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, System
from windtunnel.world.http import Chunk, Response

operations = Operations()


@operations.bind("Answer")
def answer(call: Call) -> Response:
    """Repeat the question word by word."""
    words = call.json["text"].split()
    chunks = tuple(Chunk(f"{word}\n".encode(), 0.01) for word in [*words, "done"])
    return Response(200, [("Content-Type", "text/plain"), ("X-Tokens", str(len(chunks)))], chunks=chunks)


class Mind(System):
    """The mind."""

    operations = (operations,)
