"""sem-naming-convention-changed."""

from __future__ import annotations

import pytest

from windtunnel.world.http import json_response

from ..drifting import answered


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ({"created_at": [{"first_name_2": 1}], "_id": 2}, {"createdAt": [{"firstName2": 1}], "_id": 2}),
        ({"createdAt": {"HTTPStatus": 1}}, {"created_at": {"HTTPStatus": 1}}),
        ({"id": 1}, {"id": 1}),
    ],
)
def test_all_names_change_to_the_other_convention(body: object, changed: object) -> None:
    """At every depth; values stay."""
    assert answered("sem-naming-convention-changed", json_response(body)).json() == changed
