"""The configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.errors import FileError
from windtunnel.proxy.config import read_config


def test_a_configuration_of_toxiproxy_is_read_as_it_is(tmp_path: Path) -> None:
    """The value goes on to ``populate`` unchanged."""
    file = tmp_path / "toxiproxy.json"
    file.write_text('[{"name": "a", "listen": "[::]:1", "upstream": "a:1", "enabled": true}]')
    assert read_config(file) == [{"name": "a", "listen": "[::]:1", "upstream": "a:1", "enabled": True}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "unexpected EOF"),
        ('[{"name": "a", "upstream": 1}]', "upstream"),
        ('[{"name": "a", "upstream": "a:1", "toxics": [{"type": "slicer"}]}]', r"proxy 1 \(a\): .*average_size"),
        ('[{"name": "a", "upstream": "a:1", "toxics": [{"type": "noop"}, {"type": "noop"}]}]', "two toxics are called"),
    ],
)
def test_a_mistake_names_file_and_place(tmp_path: Path, content: str, message: str) -> None:
    """Before anything is made."""
    file = tmp_path / "toxiproxy.json"
    file.write_text(content)
    with pytest.raises(FileError, match=message) as caught:
        read_config(file)
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By name."""
    with pytest.raises(FileError, match="cannot be read"):
        read_config(tmp_path / "nothing.json")
