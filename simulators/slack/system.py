"""The simulator of Slack.

Options:
    channels: names of the channels besides general, random and support.
    token_rotation: whether installing gives out tokens that expire, with refresh tokens; true unless set.
    events: kinds of events that the app is subscribed to; all unless set.
    redirect_uri: where the consent page goes when the request names no address.
    app_name, bot_name, email_domain: of the app, its bot, and the members' addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.contract.document import Operation
from windtunnel.simulator import Call, Caller, Handler, MethodNotAllowed, Problem, System
from windtunnel.world.http import Request, Response, json_response

from . import (
    arrivals,
    assistant,
    authentication,
    bookmarks,
    channel_changes,
    chat,
    chat_edits,
    conversations,
    direct_messages,
    downloads,
    files,
    history,
    hooks,
    membership,
    oauth,
    pins,
    profiles,
    reactions,
    reminders,
    scheduled,
    search,
    seeding,
    streams,
    team,
    uploads,
    users,
    views,
)
from .access import authenticated
from .arguments import arguments_of
from .envelope import API_PREFIX, front_door, refusal
from .refusals import Refused
from .workspace import Workspace

VERBS = ("POST", "GET")
RETIRED = ("files.upload", "channels.", "groups.", "im.", "mpim.")
MISBEHAVIOURS = {
    "fatal-error": "fatal_error",
    "internal-error": "internal_error",
    "rate-limited-at-200": "rate_limited",
}
"""Answers at HTTP 200 that tell of a failure though the work may have been done."""


class Slack(System):
    """One workspace with one installed app."""

    operations = (
        assistant.operations,
        authentication.operations,
        bookmarks.operations,
        channel_changes.operations,
        chat.operations,
        chat_edits.operations,
        conversations.operations,
        direct_messages.operations,
        files.operations,
        history.operations,
        hooks.operations,
        membership.operations,
        oauth.operations,
        pins.operations,
        profiles.operations,
        reactions.operations,
        reminders.operations,
        scheduled.operations,
        search.operations,
        streams.operations,
        team.operations,
        uploads.operations,
        users.operations,
        views.operations,
    )
    misbehaviours = tuple(MISBEHAVIOURS)
    workspace: Workspace

    def begin(self) -> None:
        """Make the workspace's parts."""
        self.workspace = Workspace(self)
        scheduled.begin(self.workspace)

    def seed(self) -> None:
        """Put in members, channels and tokens."""
        seeding.seed(self.workspace)

    def locate(self, request: Request) -> tuple[Operation, Mapping[str, str]]:
        """Return the method called; GET and POST are the same to Slack."""
        if request.path.startswith(downloads.PREFIX):
            return downloads.located(request)
        method = request.path.removeprefix(API_PREFIX)
        if request.path.startswith(API_PREFIX) and method.startswith(RETIRED):
            raise Refused("method_deprecated", "This method is retired and can no longer be used.")
        try:
            return super().locate(request)
        except MethodNotAllowed as problem:
            other = next((verb for verb in problem.allowed if verb in VERBS), None)
            if other is None or request.method not in VERBS or not request.path.startswith(API_PREFIX):
                raise
            return self.routes.find(other, request.path)

    def handler(self, operation: Operation) -> Handler:
        """Return what answers ``operation``; the bytes of files are no operation of the contract."""
        return downloads.download_file if operation is downloads.OPERATION else super().handler(operation)

    def resource(self, name: str, call: Call) -> str:
        """Return which channel or webhook a call draws the quota of; a name and an id are the same channel."""
        if name in call.parameters:
            return call.parameters[name]
        value = str(arguments_of(call).values.get(name, ""))
        return self.workspace.channels.id_of_name(value.removeprefix("#")) or value

    def authenticate(self, call: Call) -> Caller:
        """Return whose token was sent, in the header or in a form."""
        self.workspace.remember_origin(call.request.origin)
        return authenticated(call, self.workspace.installations.tokens, self.store)

    def refuse(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` in Slack's envelope."""
        return refusal(problem, call)

    def finish(self, call: Call, response: Response) -> None:
        """Tell the scopes of the token, and those that would do."""
        if call.operation is None or not call.operation.path.startswith(API_PREFIX):
            return
        if call.caller.token is not None:
            response.set_header("X-OAuth-Scopes", ",".join(call.caller.scopes))
            response.set_header("X-Accepted-OAuth-Scopes", ",".join(call.operation.scopes))

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Let a member of the workspace do something; see ``arrivals``."""
        return arrivals.arrive(self.workspace, row)

    def connect(self, url: str) -> Mapping[str, str]:
        """Enter ``url`` as the app's request address: for events, commands and interactions alike."""
        self.workspace.outbox.connect(url)
        return {name: self.credentials[name] for name in ("signing_secret", "verification_token")}

    def expire_tokens(self) -> int:
        """Make every rotating token expire now; the fixed ones never do."""
        return self.workspace.installations.tokens.expire_all()

    def error(self, status: int, retry_after_seconds: float | None = None) -> Response:
        """Return what Slack's edge answers while the service behind it fails."""
        response = front_door(status)
        if retry_after_seconds is not None:
            response.set_header("Retry-After", str(max(1, -int(-retry_after_seconds // 1))))
        return response

    def spoil(self, way: str, request: Request, response: Response) -> Response:
        """Return a failure at HTTP 200 in the place of ``response``."""
        return json_response({"ok": False, "error": MISBEHAVIOURS[way]})
