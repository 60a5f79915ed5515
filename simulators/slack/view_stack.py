"""Views: modals in their stacks, and the Home tab of each user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Record

from .refusals import Refused, invalid_arguments

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "views"
TITLE_CHARACTERS_MAX = 24
LABELS = ("title", "submit", "close")
LENGTHS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
CONTENT = ("type", *LABELS, "blocks", *LENGTHS, "clear_on_close", "notify_on_close")


class Views:
    """The views of the app, as the vendor shows them; ``user_id`` tells whose they are.

    Args:
        workspace: where they are shown.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store[COLLECTION]

    def get(self, view_id: str | None, external_id: str | None = None) -> Record | None:
        """Return a view by either of its ids."""
        if view_id is not None:
            return self._records.get(view_id)
        found = self._records.where("external_id", external_id) if external_id else []
        return found[-1] if found else None

    def open(self, content: Mapping[str, Any], user_id: str) -> Record:
        """Open a modal as the first of a stack."""
        return self._create(content, user_id, None)

    def push(self, content: Mapping[str, Any], user_id: str) -> Record:
        """Open a modal on top of those that a user has open.

        Raises:
            Refused: ``push_limit_reached``.
        """
        stack = self.stack(user_id)
        if len(stack) >= self._workspace.limit("views_stacked"):
            raise Refused("push_limit_reached")
        return self._create(content, user_id, stack[-1] if stack else None)

    def update(self, view: Record, content: Mapping[str, Any], view_hash: str | None) -> Record:
        """Replace the content of a view.

        Raises:
            Refused: ``hash_conflict``: it has changed since the caller looked.
        """
        if view_hash is not None and view_hash != view["hash"]:
            raise Refused("hash_conflict")
        self._check_external_id(content, view["id"])
        return self._records.update(view["id"], {**self._stored(content), "hash": self._hash()})

    def publish(self, content: Mapping[str, Any], user_id: str, view_hash: str | None) -> Record:
        """Show the Home tab of a user.

        Raises:
            Refused: ``hash_conflict``.
        """
        for record in self._records.where("user_id", user_id):
            if record["type"] == "home":
                return self.update(record, content, view_hash)
        return self._create(content, user_id, None)

    def stack(self, user_id: str) -> list[Record]:
        """Return the modals that a user has open, the lowest first."""
        return [each for each in self._records.where("user_id", user_id) if each["type"] == "modal"]

    def submitted(self, view_id: str, answer: Mapping[str, Any]) -> None:
        """Do with a submitted modal what the app answered; without a word it closes."""
        view, action = self._records.get(view_id), answer.get("response_action")
        if view is None or action == "errors":
            return
        if action in ("update", "push"):
            self._continue(view, str(action), answer.get("view"))
        else:
            self._close(view, everything=action == "clear")

    def accept(self, content: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Return the content of a view, once it is known to be one of ``kind``.

        Raises:
            Refused: ``invalid_arguments`` with every place, ``view_too_large``, ``invalid_blocks``.
        """
        if len(orjson.dumps(content)) > self._workspace.limit("view_bytes"):
            raise Refused("view_too_large")
        complaints = [*_of_type(content, kind), *_of_labels(content), *_of_lengths(content)]
        if complaints:
            raise invalid_arguments(*complaints)
        self._check_blocks(content["blocks"])
        return dict(content)

    def shown(self, view: Record) -> dict[str, Any]:
        """Return a view as methods answer it."""
        return {name: value for name, value in view.items() if name != "user_id"}

    def _check_blocks(self, blocks: list[Any]) -> None:
        count_max = self._workspace.limit("blocks_per_view")
        complaints = self._workspace.blocks.complaints(blocks)
        if len(blocks) > count_max:
            complaints = [f"no more than {count_max} items allowed [json-pointer:/view/blocks]"]
        if complaints:
            raise invalid_arguments(*(text.replace(":/blocks", ":/view/blocks") for text in complaints))

    def _check_external_id(self, content: Mapping[str, Any], view_id: str | None) -> None:
        external_id = content.get("external_id")
        holders = self._records.where("external_id", external_id) if external_id else []
        if any(holder["id"] != view_id for holder in holders):
            raise Refused("duplicate_external_id")

    def _create(self, content: Mapping[str, Any], user_id: str, below: Record | None) -> Record:
        self._check_external_id(content, None)
        workspace = self._workspace
        view_id = workspace.new_id("V")
        record = {
            "id": view_id,
            "team_id": workspace.team_id,
            **self._stored(content),
            "hash": self._hash(),
            "root_view_id": below["root_view_id"] if below is not None else view_id,
            "previous_view_id": below["id"] if below is not None else None,
            "app_id": workspace.app_id,
            "bot_id": workspace.credentials["bot_id"],
            "app_installed_team_id": workspace.team_id,
            "user_id": user_id,
        }
        return self._records.put(view_id, record)

    def _stored(self, content: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: content[name] for name in CONTENT if content.get(name) is not None}
        blocks = [{"block_id": self._workspace.ids.alnum(5), **block} for block in content["blocks"]]
        defaults = {"private_metadata": "", "callback_id": "", "external_id": ""}
        flags = {name: bool(content.get(name)) for name in ("clear_on_close", "notify_on_close")}
        return {**defaults, **kept, **flags, "blocks": blocks, "state": {"values": {}}}

    def _hash(self) -> str:
        return f"{self._workspace.now()}.{self._workspace.ids.alnum(8)}"

    def _continue(self, view: Record, action: str, content: Any) -> None:
        try:
            accepted = self.accept(content if isinstance(content, dict) else {}, "modal")
            if action == "update":
                self.update(view, accepted, None)
            else:
                self.push(accepted, view["user_id"])
        except Refused as refused:
            failed = {"reason": refused.code, "user": view["user_id"]}
            self._workspace.store["_failed_interactions"].put(view["id"], failed)

    def _close(self, view: Record, *, everything: bool) -> None:
        for each in self.stack(view["user_id"]):
            if everything or each["id"] == view["id"]:
                self._records.remove(each["id"])


def _of_type(content: Mapping[str, Any], kind: str) -> list[str]:
    complaints = []
    if content.get("type") != kind:
        complaints.append(f"must be one of: {kind} [json-pointer:/view/type]")
    if not isinstance(content.get("blocks"), list):
        complaints.append("missing required field: blocks [json-pointer:/view]")
    if kind == "modal" and not content.get("title"):
        complaints.append("missing required field: title [json-pointer:/view]")
    return complaints


def _of_labels(content: Mapping[str, Any]) -> list[str]:
    complaints = []
    for name in LABELS:
        label = content.get(name)
        if label is None:
            continue
        text = label.get("text") if isinstance(label, dict) else None
        if not isinstance(text, str) or label.get("type") != "plain_text":
            complaints.append(f"must be a valid plain_text object [json-pointer:/view/{name}]")
        elif len(text) > TITLE_CHARACTERS_MAX:
            complaints.append(
                f"must be less than {TITLE_CHARACTERS_MAX + 1} characters [json-pointer:/view/{name}/text]"
            )
    return complaints


def _of_lengths(content: Mapping[str, Any]) -> list[str]:
    complaints = []
    for name, longest in LENGTHS.items():
        value = content.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > longest):
            complaints.append(f"must be a string of less than {longest + 1} characters [json-pointer:/view/{name}]")
    return complaints
