"""sem-request-redirected: operations have moved, and the old address says where to."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.http import Request, Response

from ..description import DriftClass
from ..request_operator import Arrival, RequestOperator, Verdict


class RequestRedirected(RequestOperator):
    """Calls are answered with a redirect; the system answers at the new address.

    Args:
        status: 308 and 307 keep method and body; 301 and 302 are followed with GET by many clients.
        prefix: what stands before the path at the new address.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, with method, body and credentials kept on the same host; or a typed error"
    detects: ClassVar = ("api-path-removed-without-deprecation", "endpoint-added")
    operator: Literal["sem-request-redirected"]
    status: Literal[301, 302, 307, 308] = 308
    prefix: Annotated[str, Field(pattern=r"^/[^/?#\s]+$")] = "/moved"

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Point to the new address."""
        return Response(self.status, [("Location", self.prefix + request.target)])

    def understood(self, request: Request) -> Request:
        """Return a request to the new address as one to the old."""
        moved = request.path.startswith(f"{self.prefix}/")
        return replace(request, path=request.path.removeprefix(self.prefix)) if moved else request
