"""Templates over rows."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UnknownNameError
from windtunnel.scenario.template import render

ROW = {"id": 7, "total": 12.5, "name": "Ann"}


def test_a_field_alone_keeps_its_type_and_within_a_text_is_written_out() -> None:
    """At every depth."""
    template = {"id": "{id}", "lines": ["{total}", "total {total} for {name}"], "fixed": True}
    assert render(template, ROW, "body") == {"id": 7, "lines": [12.5, "total 12.5 for Ann"], "fixed": True}


def test_an_unknown_field_is_named_with_its_place() -> None:
    """And what was probably meant."""
    with pytest.raises(UnknownNameError, match=r"body\.lines\[0\].*nmae.*name"):
        render({"lines": ["{nmae}"]}, ROW, "body")
