"""The form of answers."""

from __future__ import annotations

from .tenant import Tenant


def test_json_is_indented_on_request(tenant: Tenant) -> None:
    """X-PrettyPrint: 1."""
    plain = tenant.call("GET", "recent")
    pretty = tenant.call("GET", "sobjects/Account", x_prettyprint="1")
    assert plain.body == b"[]"
    assert pretty.body.startswith(b'{\n  "objectDescribe"')
    assert pretty.header("Content-Type") == "application/json;charset=UTF-8"
