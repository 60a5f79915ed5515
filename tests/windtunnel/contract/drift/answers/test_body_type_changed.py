"""response-body-type-changed."""

from __future__ import annotations

import pytest

from windtunnel.world.http import json_response

from ..drifting import answered


@pytest.mark.parametrize(("body", "changed"), [({"id": 1}, [{"id": 1}]), ([1], {"items": [1]}), ("a", "a")])
def test_objects_are_lists_and_lists_are_objects(body: object, changed: object) -> None:
    """Other bodies stay."""
    assert answered("response-body-type-changed", json_response(body)).json() == changed
