"""chat.*: posting messages, to all or to one."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .access import conversation_type, kind_of
from .arguments import Arguments, arguments_of
from .content import Content
from .envelope import ok
from .refusals import Refused
from .timestamps import is_timestamp
from .workspace import Workspace, workspace_of

POST_PUBLIC = "chat:write.public"
operations = Operations()


@operations.bind("chat_postMessage")
def post_message(call: Call) -> Response:
    """Post a message; a repeated call posts a second one."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = postable(call, arguments)
    content = workspace.content.of_call(call, arguments)
    author = workspace.authors.disguised(workspace.authors.of_call(call), arguments, call)
    thread_ts = thread_of(arguments)
    broadcast = thread_ts is not None and arguments.flag("reply_broadcast")
    record = workspace.messages.post(channel, author, content, thread_ts=thread_ts, broadcast=broadcast)
    shown = workspace.messages.shown(record, all_metadata=True)
    return ok(call, channel=channel["id"], ts=record["ts"], message=shown)


@operations.bind("chat_meMessage")
def me_message(call: Call) -> Response:
    """Post a message in the third person."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = postable(call, arguments)
    text = arguments.required("text", "no_text")
    author = {**workspace.authors.of_call(call), "subtype": "me_message"}
    record = workspace.messages.post(channel, author, Content(workspace.content.plain(text).text))
    return ok(call, channel=channel["id"], ts=record["ts"])


@operations.bind("chat_postEphemeral")
def post_ephemeral(call: Call) -> Response:
    """Show a message to one member of a channel."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = postable(call, arguments)
    user = workspace.people.get(arguments.required("user", "user_not_in_channel"))
    if user is None or not workspace.channels.has_member(channel, user["id"]):
        raise Refused("user_not_in_channel")
    content = workspace.content.of_call(call, arguments)
    author = workspace.authors.disguised(workspace.authors.of_call(call), arguments, call)
    record = workspace.messages.whisper(channel, author, content, user["id"], thread_of(arguments))
    return ok(call, message_ts=record["ts"])


@operations.bind("chat_getPermalink")
def get_permalink(call: Call) -> Response:
    """Return the address of a message."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    channel = workspace.channels.visible(call, arguments.text("channel"))
    record = workspace.messages.require(channel["id"], arguments.text("message_ts"))
    return ok(call, channel=channel["id"], permalink=workspace.messages.permalink(record))


def postable(call: Call, arguments: Arguments) -> Record:
    """Return the conversation that a call posts to, named by id, by name or by a user.

    Raises:
        Refused: ``channel_not_found``, ``is_archived``, ``not_in_channel``.
    """
    workspace = workspace_of(call)
    channel = find_target(call, arguments.required("channel", "channel_not_found"))
    if channel["is_archived"]:
        raise Refused("is_archived")
    if not workspace.channels.has_member(channel, call.caller.id) and not _may_post_outside(call, channel):
        raise Refused("not_in_channel")
    return channel


def find_target(call: Call, text: str) -> Record:
    """Return the conversation that ``text`` names; for a user the direct message with him, opened if need be.

    Raises:
        Refused: ``channel_not_found``.
    """
    workspace = workspace_of(call)
    user = workspace.people.get(text)
    if user is not None and not user["deleted"]:
        return direct_message(workspace, [call.caller.id, user["id"]])
    channel_id = workspace.channels.id_of_name(text.removeprefix("#")) or text
    return workspace.channels.visible(call, channel_id)


def direct_message(workspace: Workspace, users: list[str]) -> Record:
    """Return the direct message between users; it is made, and told of, when there is none yet."""
    found = workspace.channels.direct_between(users)
    if found is not None:
        return found
    record = workspace.channels.add_direct(dict.fromkeys(users), users[0])
    if record["is_im"]:
        shown = workspace.channels.shown(record, workspace.bot_user_id)
        workspace.events.publish("im_created", record, user=users[-1], channel=shown)
    return record


def thread_of(arguments: Arguments) -> str | None:
    """Return the thread that a call replies to.

    Raises:
        Refused: ``invalid_thread_ts``: it cannot be a timestamp.
    """
    thread_ts = arguments.text("thread_ts")
    if thread_ts is not None and not is_timestamp(thread_ts):
        raise Refused("invalid_thread_ts")
    return thread_ts


def _may_post_outside(call: Call, channel: Record) -> bool:
    is_public = conversation_type(channel) == "channel"
    return is_public and kind_of(call.caller) == "bot" and POST_PUBLIC in call.caller.scopes
