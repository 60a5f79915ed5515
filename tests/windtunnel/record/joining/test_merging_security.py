"""Security schemes of a recording, in a contract that is there already."""

from __future__ import annotations

import copy
from typing import Any

from windtunnel.record.joining.merging import merge

from ..traffic import exchange
from .test_merging import WRITTEN, recorded

BEARER = (("Authorization", "Bearer xk-stand-in"),)
KEY = (("X-Api-Key", "stand-in"),)


def test_a_recorders_contract_learns_what_callers_carry() -> None:
    """It says so once more after the next recording, and nothing when nobody carries anything."""
    first = recorded(exchange("/views", {}), known=())
    second = recorded(exchange("/views", {}, sent=BEARER), exchange("/groups", {}, sent=BEARER), known=())
    merged = merge(first, first, second)
    assert merged["security"] == [{"bearerAuth": []}]
    assert merged["components"] == second["components"]
    assert merge(second, merged, second) == merged
    assert "security" not in merge(second, merged, first)


def test_a_person_s_operations_need_no_more_than_they_did() -> None:
    """What is added beside them says for itself what it needs, now and after the next recording."""
    calls = [exchange("/v2/tickets/7", {"status": "open"}, sent=BEARER), exchange("/v2/views", [], sent=BEARER)]
    ours = recorded(*calls)
    merged = merge({}, WRITTEN, ours)
    assert "security" not in merged
    assert "security" not in merged["paths"]["/tickets/{ticket}"]["get"]
    assert merged["paths"]["/views"]["get"]["security"] == [{"bearerAuth": []}]
    assert merged["components"]["securitySchemes"] == {"bearerAuth": {"type": "http", "scheme": "bearer"}}
    assert merge(ours, merged, ours) == merged


def test_what_a_person_wrote_about_security_stays() -> None:
    """A scheme of the same name, and what the document asks for."""
    theirs: dict[str, Any] = copy.deepcopy(WRITTEN)
    scheme = {"type": "http", "scheme": "bearer", "description": "ask Ann"}
    theirs |= {"security": [{"bearerAuth": []}]}
    theirs["components"]["securitySchemes"] = {"bearerAuth": scheme}
    merged = merge({}, theirs, recorded(exchange("/v2/views", [], sent=KEY)))
    assert merged["security"] == [{"bearerAuth": []}]
    assert merged["components"]["securitySchemes"]["bearerAuth"] == scheme
    assert merged["paths"]["/views"]["get"]["security"] == [{"xApiKeyHeader": []}]
