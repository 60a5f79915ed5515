"""Reading path templates."""

from __future__ import annotations

import pytest

from windtunnel.simulator.inferred.paths import read_path


@pytest.mark.parametrize(
    ("template", "shape", "name", "parameter"),
    [
        ("/things", ("things",), "things", None),
        ("/v1/things/{id}", ("v1", "things", "{}"), "things", "id"),
        ("/things/{id}/parts", ("things", "{}", "parts"), "parts", None),
        ("/things.json", ("things",), "things", None),
        ("/things/{id}.json", ("things", "{}"), "things", "id"),
        ("/Sets('{key}')", ("Sets", "{}"), "Sets", "key"),
        ("/Sets({key})/Items", ("Sets", "{}", "Items"), "Items", None),
        ("/api/v2.0/things/", ("api", "v2.0", "things"), "things", None),
    ],
)
def test_names_and_ids_are_told_apart(template: str, shape: tuple[str, ...], name: str, parameter: str | None) -> None:
    """Extensions and OData keys included."""
    path = read_path(template)
    assert path is not None
    assert (path.shape, path.name, path.id_parameter) == (shape, name, parameter)
    assert path.is_item is (parameter is not None)


def test_an_item_needs_a_name_above_it() -> None:
    """Two parameters in a row are a key that no collection has."""
    path = read_path("/repos/{owner}/{repo}")
    assert path is not None
    assert not path.is_item
    assert not path.ends_with_name


@pytest.mark.parametrize("template", ["/things/{id}:archive", "/things/{first}-{second}", "/report({from},{to})"])
def test_mixtures_of_its_own_are_not_read(template: str) -> None:
    """What they mean cannot be inferred."""
    assert read_path(template) is None


def test_the_collection_of_an_item_is_the_path_above() -> None:
    """That of a collection is itself."""
    item, collection = read_path("/a/{x}/b/{y}"), read_path("/a/{id}/b")
    assert item is not None
    assert collection is not None
    assert item.collection.shape == collection.shape == collection.collection.shape
