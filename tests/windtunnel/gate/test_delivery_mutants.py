"""Which changes of webhooks a receiver is run against."""

from __future__ import annotations

from tests.windtunnel.contract.drift.drifting import CONTRACT
from windtunnel.gate.delivery_mutants import delivery_mutants
from windtunnel.gate.reads import Line, Reads, Source

PAYLOAD = {"type": "ticket", "data": {"event": "made", "id": "1"}, "list": [{"type": "x"}]}


def test_every_way_of_a_delivery_operator_is_tried() -> None:
    """Each scheme, each header that is verified, each field that names the event."""
    made = delivery_mutants(CONTRACT, Reads(), [PAYLOAD])
    places = {(each.operator, each.place) for each in made}
    assert ("sem-delivery-header-renamed", "X-Signature") in places
    assert {place for operator, place in places if operator == "sem-event-type-renamed"} == {"$.type", "$.data.event"}
    schemes = [each.description for each in made if each.operator == "sem-signature-scheme-changed"]
    assert len(schemes) == 3
    assert len({each.id for each in made}) == len(made)


def test_fields_that_are_read_change_in_the_payload() -> None:
    """Only fields that stood there, with the lines that read them."""
    reads, source = Reads(), Source("webhook ticket", 0)
    reads.add(source, "$.data.id", Line("door.py", 3), "1")
    reads.add(source, "$.data.none", Line("door.py", 4))
    fields = [each for each in delivery_mutants(CONTRACT, reads, [PAYLOAD]) if each.operation == "webhook ticket"]
    assert {each.place for each in fields} == {"$.data.id"}
    assert all(each.description.model_dump()["payloads"] == ("$.data.id",) for each in fields)
    assert {str(line) for each in fields for line in each.lines} == {"door.py:3"}
