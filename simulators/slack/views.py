"""views.open, push, update and publish."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused, missing
from .workspace import workspace_of

operations = Operations()


@operations.bind("views_open")
def open_view(call: Call) -> Response:
    """Open a modal for whoever has just acted."""
    return _opened(call, push=False)


@operations.bind("views_push")
def push_view(call: Call) -> Response:
    """Open a modal on top of another."""
    return _opened(call, push=True)


@operations.bind("views_update")
def update_view(call: Call) -> Response:
    """Replace the content of a view, found by either of its ids."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if view_id is None and external_id is None:
        raise missing("view_id")
    view = workspace.views.get(view_id, external_id)
    if view is None:
        raise Refused("not_found")
    content = workspace.views.accept(_content(arguments), view["type"])
    after = workspace.views.update(view, content, arguments.text("hash"))
    return ok(call, view=workspace.views.shown(after))


@operations.bind("views_publish")
def publish_view(call: Call) -> Response:
    """Show the Home tab of a user."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    user = workspace.people.require(arguments.required("user_id"))
    content = workspace.views.accept(_content(arguments), "home")
    view = workspace.views.publish(content, user["id"], arguments.text("hash"))
    return ok(call, view=workspace.views.shown(view))


def _opened(call: Call, *, push: bool) -> Response:
    workspace, arguments = workspace_of(call), arguments_of(call)
    content = workspace.views.accept(_content(arguments), "modal")
    pointer = arguments.text("interactivity_pointer")
    trigger = workspace.interactions.use_trigger(pointer or arguments.required("trigger_id"))
    views = workspace.views
    view = views.push(content, trigger["user"]) if push else views.open(content, trigger["user"])
    return ok(call, view=views.shown(view))


def _content(arguments: Arguments) -> dict[str, Any]:
    content = arguments.mapping("view")
    if content is None:
        raise missing("view")
    return content
