"""What the vendor serves and a simulator does not."""

from __future__ import annotations

import pytest

from tests.windtunnel.building import contract, send, system
from windtunnel.simulator.elsewhere import Elsewhere

PATTERNS = ("/api/targets/**", "/api/views/*/export", "/api/admin.*", "PUT /api/files/*")


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("/api/targets", True),
        ("/api/targets/", True),
        ("/api/targets/7/parts", True),
        ("/api/targetsx", False),
        ("/api/views/7/export", True),
        ("/api/views/7/8/export", False),
        ("/api/views//export", False),
        ("/api/admin.users.list", True),
        ("/api/adminxusers", False),
        ("/api/files/7", False),
        ("/other", False),
    ],
)
def test_patterns_stand_for_paths(path: str, covered: bool) -> None:
    """A star is a segment or a part of one, two at the end are everything beneath, and other characters themselves."""
    assert Elsewhere(PATTERNS).covers(path) is covered


def test_a_pattern_may_name_its_method() -> None:
    """Then the path as a whole is not left out."""
    known = Elsewhere(PATTERNS)
    assert known.covers("/api/files/7", "PUT")
    assert not known.covers("/api/files/7", "GET")
    assert known.covers("/api/targets", "GET")


def test_without_patterns_nothing_is_covered() -> None:
    """Not even the empty path."""
    assert not Elsewhere().covers("/")


def test_a_simulator_answers_501_to_what_its_profile_leaves_out() -> None:
    """Told apart from a path that nobody has, also where the path of an operation would take it."""
    of = contract(
        {"/things/{id}": {"get": {"responses": {"200": {"description": ""}}}}},
        facts={"not_simulated": ["/things/export", "PUT /things/*", "/reports/**"]},
    )
    shop = system(of)
    left_out = (("GET", "/things/export"), ("PUT", "/things/7"), ("GET", "/reports/1"))
    assert [send(shop, method, path).status for method, path in left_out] == [501, 501, 501]
    assert (send(shop, "DELETE", "/things/7").status, send(shop, "GET", "/nothing").status) == (405, 404)
    assert "GET /reports/1 is not simulated" in send(shop, "GET", "/reports/1").body.decode()
