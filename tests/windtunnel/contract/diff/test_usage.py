"""What a consumer uses, as data."""

from __future__ import annotations

from windtunnel.contract.diff.usage import Impact, OperationUsage, Used


def test_headers_and_parameters_are_found_by_name() -> None:
    """Each under the name by which a description has it."""
    used = OperationUsage("a", "GET", "/a", headers=(Used("x-next"),), parameters=(Used("query.limit", ("f.py:1",)),))
    assert used.read_headers["x-next"].always
    assert used.sent["query.limit"].lines == ("f.py:1",)


def test_an_impact_is_plain_data() -> None:
    """With the level for everybody, the reason, and the lines."""
    assert Impact("ERR", "is read", ("f.py:1",)).as_json() == {"level": "ERR", "reason": "is read", "lines": ["f.py:1"]}
