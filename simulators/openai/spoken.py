"""An answer that was given, taken apart so that it can be changed and given again, in one piece or as a stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import orjson

from windtunnel.world.http import Request, Response

Schema = Mapping[str, Any]
Change = Callable[[str, Schema | None], str]


class Spoken(Protocol):
    """What was answered."""

    @property
    def model(self) -> str:
        """The snapshot that answered."""
        ...

    @model.setter
    def model(self, name: str) -> None: ...

    def rewrite(self, change: Change) -> None:
        """Replace every text by what ``change`` makes of it and of the schema that it follows."""
        ...

    def refuse(self, text: str) -> None:
        """Turn the answer into a refusal."""
        ...

    def render(self, response: Response) -> Response:
        """Return the answer in the form that ``response`` has, with its headers and its first pause."""
        ...

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
