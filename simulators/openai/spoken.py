"""An answer that was given, taken apart so that it can be changed and given again, in one piece or as a stream."""

from __future__ import annotations

from typing import Any, Protocol

import orjson

from windtunnel.simulator.brain import misbehaving
from windtunnel.world.http import Request, Response


class Spoken(misbehaving.Spoken, Protocol):
    """What was answered."""

    def error_frame(self, number: int, message: str) -> bytes:
        """Return what a stream says that breaks after so many frames."""
        ...


def frames_of(response: Response) -> list[Any]:
    """Return the data of the frames of a stream, as far as they are JSON."""
    found = []
    for frame in response.whole_body().split(b"\n\n"):
        data = next((line[6:] for line in frame.split(b"\n") if line.startswith(b"data: ")), b"")
        if data.startswith(b"{"):
            found.append(orjson.loads(data))
    return found


def with_body(response: Response, content: Any) -> Response:
    """Return ``response`` with another JSON body."""
    return Response(response.status, list(response.headers), orjson.dumps(content), response.delay_seconds)


def body_of(request: Request) -> dict[str, Any]:
    """Return what was asked for; nothing when it is no JSON object."""
    try:
        body = request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
