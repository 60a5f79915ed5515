"""Giving the bytes of a file out at its ``url_private``.

The contract describes the Web API alone; that an address in its answers leads somewhere is this simulator's own doing.
Without a good token the vendor sends a browser to its sign-in page, whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from windtunnel.contract.document import Operation
from windtunnel.simulator import Call, MethodNotAllowed, UnknownRoute
from windtunnel.world.http import Request, Response

from .refusals import HookRefused
from .workspace import workspace_of

PREFIX = "/files-pri/"
PATH = re.compile(r"/files-pri/(?P<team>[A-Z0-9]+)-(?P<file>[A-Z0-9]+)/(?:download/)?(?P<name>[^/]+)")
OPERATION = Operation(
    id="download_file",
    method="GET",
    path="/files-pri/{team}-{file}/{name}",
    parameters=(),
    request_bodies={},
    request_body_required=False,
    responses={},
    public=False,
    raw={"security": [{"slackAuth": ["files:read"]}]},
)


def located(request: Request) -> tuple[Operation, Mapping[str, str]]:
    """Return the operation behind the address of a file.

    Raises:
        UnknownRoute: it is no such address.
        MethodNotAllowed: it can only be read.
    """
    found = PATH.fullmatch(request.path)
    if found is None:
        raise UnknownRoute(f"nothing is served at {request.path}")
    if request.method != OPERATION.method:
        raise MethodNotAllowed((OPERATION.method,))
    return OPERATION, found.groupdict()


def download_file(call: Call) -> Response:
    """Give the bytes of a file that the caller can see."""
    workspace, file_id = workspace_of(call), call.parameters["file"]
    record, content = workspace.files.get(file_id), workspace.files.content(file_id)
    is_known = record is not None and call.parameters["team"] == workspace.team_id
    if record is None or content is None or not is_known or not workspace.files.can_see(record, call.caller.id):
        raise HookRefused(404, "file_not_found")
    return Response(200, [("Content-Type", record["mimetype"])], content)
