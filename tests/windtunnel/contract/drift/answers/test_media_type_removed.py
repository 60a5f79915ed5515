"""response-media-type-removed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from windtunnel.world.http import Response, json_response

from ..drifting import answered


def test_answers_are_xml_with_the_same_content() -> None:
    """Names that XML does not allow are changed."""
    body = {"id": 1, "a b": ["x & y", None], "2nd": {"paid": True}}
    answer = answered("response-media-type-removed", json_response(body))
    assert answer.header("content-type") == "application/xml"
    tree = ET.fromstring(answer.body)
    assert (tree.findtext("id"), tree.findtext("_2nd/paid")) == ("1", "true")
    assert [item.text for item in tree.findall("a_b/item")] == ["x & y", None]


def test_errors_and_other_content_stay() -> None:
    """Only JSON was JSON."""
    for response in (json_response({"error": 1}, 404), Response(200, [], b"<html>")):
        assert answered("response-media-type-removed", response) is response
