"""Finding the operation that a request calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.contract.document import Operation
from windtunnel.kernel.errors import FileError
from windtunnel.simulator.problem import MethodNotAllowed, UnknownRoute
from windtunnel.simulator.routes import CACHED_PATHS_MAX, Routes


def operation(method: str, path: str) -> Operation:
    """Return an operation called like its route."""
    return Operation(f"{method} {path}", method, path, (), {}, False, {}, True, {})


def routes(*templates: str) -> Routes:
    """Return routes; a template is ``METHOD /path``."""
    return Routes(operation(*template.split(" ")) for template in templates)


@pytest.mark.parametrize(
    ("path", "template", "parameters"),
    [
        ("/things", "GET /things", {}),
        ("/things/", "GET /things", {}),
        ("/things/7", "GET /things/{id}", {"id": "7"}),
        ("/things/mine", "GET /things/mine", {}),
        ("/things/7/parts", "GET /things/{id}/parts", {"id": "7"}),
        ("/things/mine/parts", "GET /things/{id}/parts", {"id": "mine"}),
        ("/things/7.json", "GET /things/{id}.json", {"id": "7"}),
        ("/Sets('a b')", "GET /Sets('{key}')", {"key": "a b"}),
        ("/Sets('a')/Items(3)", "GET /Sets('{key}')/Items({number})", {"key": "a", "number": "3"}),
        ("/things/7-8", "GET /things/{first}-{second}", {"first": "7", "second": "8"}),
        ("/anything", "GET /{name}", {"name": "anything"}),
    ],
)
def test_the_most_literal_path_wins(path: str, template: str, parameters: dict[str, str]) -> None:
    """Names over mixtures over parameters, whatever the order of the document."""
    known = routes(
        "GET /{name}",
        "GET /things/{id}",
        "GET /things",
        "GET /things/mine",
        "GET /things/{id}/parts",
        "GET /things/{id}.json",
        "GET /things/{first}-{second}",
        "GET /Sets('{key}')",
        "GET /Sets('{key}')/Items({number})",
    )
    found, values = known.find("GET", path)
    assert (found.id, dict(values)) == (template, parameters)


@pytest.mark.parametrize("path", ["/", "/nothing/here", "/things//parts", "/things/7/parts/8"])
def test_what_is_not_served_is_an_unknown_route(path: str) -> None:
    """An empty segment is no parameter; asking twice changes nothing."""
    known = routes("GET /things", "GET /things/{id}/parts")
    for _ in range(2):
        with pytest.raises(UnknownRoute):
            known.find("GET", path)


def test_a_served_path_with_another_method_is_not_unknown() -> None:
    """The allowed methods of every fitting template are told."""
    known = routes("GET /things/{id}", "PUT /things/{thing_id}", "DELETE /things/mine")
    with pytest.raises(MethodNotAllowed) as refused:
        known.find("POST", "/things/mine")
    assert refused.value.allowed == ("DELETE", "GET", "PUT")


def test_a_method_is_looked_for_in_every_template_that_fits() -> None:
    """Documents call one parameter by two names, or serve a literal with fewer methods than the rest."""
    known = routes("GET /things/{id}", "PUT /things/{thing_id}", "GET /things/mine")
    assert known.find("PUT", "/things/7")[1] == {"thing_id": "7"}
    assert known.find("PUT", "/things/mine")[0].id == "PUT /things/{thing_id}"


SEGMENTS = st.sampled_from(["a", "b", "{x}", "{y}"])
TEMPLATES = st.lists(st.lists(SEGMENTS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6, unique=True)


@given(TEMPLATES, st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_a_path_is_found_exactly_when_some_template_fits(templates: list[tuple[str, ...]], path: list[str]) -> None:
    """The oracle compares every template segment by segment."""
    known = routes(*(f"GET /{'/'.join(template)}" for template in templates))
    fitting = [
        template
        for template in templates
        if len(template) == len(path)
        and all(part.startswith("{") or part == given_ for part, given_ in zip(template, path, strict=True))
    ]
    try:
        found, _ = known.find("GET", f"/{'/'.join(path)}")
    except UnknownRoute:
        assert not fitting
        return
    assert tuple(found.path.strip("/").split("/")) in fitting
    assert found.path.count("{") >= min(template.count("{") for template in fitting)


def test_cost_does_not_grow_with_the_number_of_operations() -> None:
    """A thousand more literals are never looked at."""
    few = routes("GET /a/{id}", "GET /b")
    many = routes("GET /a/{id}", *(f"GET /other{number}/x" for number in range(1000)))
    assert few.find("GET", "/a/1")[0].id == many.find("GET", "/a/1")[0].id
    assert len(many._root.literal) == 1001
    assert len(many._root.literal["a"].patterns) == 1


def test_remembered_paths_are_bounded() -> None:
    """Whoever asks for many paths does not fill the memory."""
    known = routes("GET /a/{id}")
    for number in range(CACHED_PATHS_MAX + 10):
        known.find("GET", f"/a/{number}")
    assert len(known._cache) <= CACHED_PATHS_MAX
    assert known.find("GET", "/a/1")[1] == {"id": "1"}


def test_two_operations_at_one_place_are_a_mistake() -> None:
    """The document would be ambiguous."""
    with pytest.raises(FileError, match="two operations at GET /a"):
        routes("GET /a", "GET /a/")
