"""What people do in the workspace: write, share files, react, and use the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Conflicting, InvalidInput, Record, RecordNotFound
from windtunnel.simulator.problem import FieldError

from .chat import direct_message
from .membership import enter
from .reactions import react

if TYPE_CHECKING:
    from .workspace import Workspace

Row = Mapping[str, Any]
DEFAULT_CHANNEL = "support"


def arrive(workspace: Workspace, row: Row) -> str:
    """Let somebody do what ``row`` says.

    Args:
        workspace: where it happens.
        row: one of ``text``, ``file`` ({name, content}), ``reaction`` (with ``ts``), ``command`` (with ``text``),
            ``action`` ({action_id, value}, with ``ts``), ``shortcut`` (a callback id), ``submit`` ({view_id, values}),
            ``home`` (a look at the app's Home tab), ``assistant`` (a context: a new thread with the app). With them go
            ``channel`` (id or name; the bot's handle for a direct message with it), ``user`` (id, handle or e-mail
            address; a stranger's address joins the workspace) and ``thread_ts``. Other fields are left alone.

    Returns:
        The timestamp of the message, the file's id, or the trigger of an interaction.

    Raises:
        InvalidInput: there is nothing in the row that somebody could do.
        RecordNotFound: no such channel, user, message or view.
        Conflicting: the channel is archived.
    """
    for name, act in ACTS.items():
        if row.get(name) not in (None, ""):
            return act(workspace, row)
    raise InvalidInput(FieldError("text", "missing", f"one of {', '.join(ACTS)} is needed"))


def _write(workspace: Workspace, row: Row) -> str:
    channel, user = _place(workspace, row)
    author = {**workspace.authors.user(user["id"]), "client_msg_id": workspace.ids.uuid()}
    content = workspace.content.plain(str(row["text"]))
    return str(workspace.messages.post(channel, author, content, thread_ts=_thread(row))["ts"])


def _share(workspace: Workspace, row: Row) -> str:
    channel, user = _place(workspace, row)
    file = _mapping(row, "file", "name")
    file_id, content = workspace.new_id("F"), file.get("content", "")
    workspace.files.keep(file_id, content if isinstance(content, bytes) else str(content).encode())
    described = workspace.files.describe(file_id, str(file["name"]), user["id"])
    said = workspace.content.plain(str(row.get("text") or ""))
    workspace.files.share([described], [channel], workspace.authors.user(user["id"]), said, _thread(row))
    return file_id


def _react(workspace: Workspace, row: Row) -> str:
    channel, user = _place(workspace, row)
    message = _message(workspace, channel, row)
    react(workspace, message, user["id"], str(row["reaction"]).strip(":"))
    return str(message["ts"])


def _command(workspace: Workspace, row: Row) -> str:
    channel, user = _place(workspace, row)
    return workspace.interactions.command(user, channel, str(row["command"]), str(row.get("text") or ""))


def _press(workspace: Workspace, row: Row) -> str:
    channel, user = _place(workspace, row)
    return workspace.interactions.press(user, _message(workspace, channel, row), _mapping(row, "action", "action_id"))


def _choose(workspace: Workspace, row: Row) -> str:
    return workspace.interactions.shortcut(_user(workspace, row), str(row["shortcut"]))


def _visit(workspace: Workspace, row: Row) -> str:
    user = _user(workspace, row)
    channel = direct_message(workspace, [user["id"], workspace.bot_user_id])
    views = [each for each in workspace.store["views"].where("user_id", user["id"]) if each["type"] == "home"]
    shown = {"view": workspace.views.shown(views[0])} if views else {}
    fields = {"user": user["id"], "tab": "home", **shown}
    workspace.events.publish("app_home_opened", channel, channel=channel["id"], **fields)
    return str(channel["id"])


def _begin_thread(workspace: Workspace, row: Row) -> str:
    user = _user(workspace, row)
    channel = direct_message(workspace, [user["id"], workspace.bot_user_id])
    content = workspace.content.plain("New Assistant Thread")
    author = {**workspace.authors.bot(), "subtype": "assistant_app_thread"}
    ts = workspace.messages.post(channel, author, content)["ts"]
    context = dict(row["assistant"]) if isinstance(row["assistant"], Mapping) else {}
    thread = {"user_id": user["id"], "context": context, "channel_id": channel["id"], "thread_ts": ts}
    workspace.events.publish("assistant_thread_started", channel, assistant_thread=thread)
    return str(ts)


def _submit(workspace: Workspace, row: Row) -> str:
    submitted = _mapping(row, "submit", "view_id")
    view_id = str(submitted["view_id"])
    view = workspace.views.get(view_id)
    if view is None:
        raise RecordNotFound("view", view_id)
    user = workspace.people.require(view["user_id"])
    return workspace.interactions.submit(user, workspace.views.shown(view), submitted.get("values") or {})


ACTS: Mapping[str, Callable[[Workspace, Row], str]] = {
    "submit": _submit,
    "home": _visit,
    "assistant": _begin_thread,
    "shortcut": _choose,
    "action": _press,
    "command": _command,
    "reaction": _react,
    "file": _share,
    "text": _write,
}
"""By the field that tells what is done; the first one in a row counts."""


def _place(workspace: Workspace, row: Row) -> tuple[Record, Record]:
    """Return where something is done and by whom; he enters the channel first if he is not in it."""
    user = _user(workspace, row)
    channel = _channel(workspace, str(row.get("channel") or DEFAULT_CHANNEL), user)
    if channel["is_archived"]:
        raise Conflicting(f"channel {channel['id']} is archived")
    if not workspace.channels.has_member(channel, user["id"]):
        enter(workspace, channel, user["id"])
    return channel, user


def _channel(workspace: Workspace, text: str, user: Record) -> Record:
    if text.lstrip("@") in (workspace.bot_user_id, workspace.people.name_of(workspace.bot_user_id)):
        return direct_message(workspace, [user["id"], workspace.bot_user_id])
    name = text.lstrip("#")
    record = workspace.channels.get(text) or workspace.channels.get(workspace.channels.id_of_name(name) or "")
    if record is None:
        raise RecordNotFound("channel", text)
    return record


def _user(workspace: Workspace, row: Row) -> Record:
    text = str(row.get("user") or "")
    if not text:
        return workspace.people.humans()[1]
    found = workspace.people.find(text)
    if found is None and "@" not in text.lstrip("@"):
        raise RecordNotFound("user", text)
    return found or _stranger(workspace, text)


def _stranger(workspace: Workspace, email: str) -> Record:
    name = email.partition("@")[0].lower()
    user = workspace.people.add(workspace.new_id("U"), name, name.replace(".", " ").title(), email=email)
    workspace.events.publish("team_join", None, user=dict(user), cache_ts=workspace.now())
    return user


def _message(workspace: Workspace, channel: Record, row: Row) -> Record:
    ts = str(row.get("ts") or row.get("thread_ts") or "")
    record = workspace.messages.find(channel["id"], ts)
    if record is None:
        raise RecordNotFound("message", f"{channel['id']}:{ts}")
    return record


def _mapping(row: Row, name: str, needed: str) -> Mapping[str, Any]:
    value = row[name]
    if not isinstance(value, Mapping) or not value.get(needed):
        raise InvalidInput(FieldError(name, "malformed", f"{name} is an object with {needed!r}"))
    return value


def _thread(row: Row) -> str | None:
    return str(row["thread_ts"]) if row.get("thread_ts") else None
