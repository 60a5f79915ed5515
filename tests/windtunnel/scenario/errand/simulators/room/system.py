"""A chat room."""

from __future__ import annotations

from windtunnel.simulator import Call, InvalidInput, Operations, System
from windtunnel.simulator.problem import FieldError
from windtunnel.world.http import Response, json_response

operations = Operations()


@operations.bind("PostMessage")
def post_message(call: Call) -> Response:
    """Keep a message; one without text is refused."""
    if not call.json["text"]:
        raise InvalidInput(FieldError("text", "blank", "is blank"))
    number = str(call.system.store.count("messages"))
    call.system.store["messages"].put(number, {**call.json, "id": number})
    return json_response({"id": number}, 201)


@operations.bind("FindMessages")
def find_messages(call: Call) -> Response:
    """Return the messages with a key."""
    found = call.system.store["messages"].where("key", call.arguments.get("key"))
    return json_response([dict(message) for message in found])


class Room(System):
    """The room."""

    operations = (operations,)
