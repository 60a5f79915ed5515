"""A tray of items that are read page by page, and marked as done one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, RecordNotFound, System
from windtunnel.world.http import Response, json_response

operations = Operations()
PAGE = 5


@operations.bind("ListItems")
def list_items(call: Call) -> Response:
    """Return the next items after a number."""
    after = int(call.arguments.get("after", "-1"))
    items = [item for item in call.system.store["items"] if item["number"] > after]
    return json_response(items[:PAGE])


@operations.bind("ReceiveItem")
def receive_item(call: Call) -> Response:
    """Mark an item as done; done twice it stays as it is."""
    number = call.parameters["item_id"]
    item = call.system.store["items"].get(number)
    if item is None:
        raise RecordNotFound("item", number)
    if not item["done"]:
        call.system.store["items"].update(number, {"done": True})
    return json_response({})


class Tray(System):
    """The tray."""

    operations = (operations,)

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Put an item in."""
        number = self.store.count("items")
        self.store["items"].put(str(number), {**row, "number": number, "done": False})
        return str(number)
