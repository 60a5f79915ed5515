"""Books with entries, and with rates that have versions."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, RecordNotFound, System
from windtunnel.world.http import Response, json_response

operations = Operations()


@operations.bind("PutEntry")
def put_entry(call: Call) -> Response:
    """Enter something once; entered again it stays as it is."""
    number = call.parameters["entry_id"]
    entries = call.system.store["entries"]
    if number not in entries:
        entries.put(number, {**call.json, "id": number})
    return json_response(entries.get(number))


@operations.bind("ShowRate")
def show_rate(call: Call) -> Response:
    """Return a rate."""
    rate = call.system.store["rates"].get(call.parameters["name"])
    if rate is None:
        raise RecordNotFound("rate", call.parameters["name"])
    return json_response(rate)


@operations.bind("PutRate")
def put_rate(call: Call) -> Response:
    """Set a rate, which gets the next version."""
    rates, name = call.system.store["rates"], call.parameters["name"]
    version = int((rates.get(name) or {"version": 0})["version"]) + 1
    return json_response(rates.put(name, {"name": name, "version": version, "value": call.json["value"]}))


class Books(System):
    """The books."""

    operations = (operations,)

    def seed(self) -> None:
        """Begin with a rate."""
        self.store["rates"].put("euro", {"name": "euro", "version": 1, "value": 1.0})
