"""A carrier that takes parcels, each idempotency key once."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, System
from windtunnel.world.http import Response, json_response

operations = Operations()


@operations.bind("CreateParcel")
def create_parcel(call: Call) -> Response:
    """Take a parcel; the same key gets the same parcel."""
    parcels, key = call.system.store["parcels"], call.json["key"]
    known = next(iter(parcels.where("key", key)), None)
    if known is not None:
        return json_response(dict(known))
    number = str(call.system.store.count("parcels"))
    return json_response(parcels.put(number, {**call.json, "id": number}), 201)


class Carrier(System):
    """The carrier."""

    operations = (operations,)
