"""The table [gate] of windtunnel.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.gate.configuration import chosen, filled_in, is_loopback, parse_configuration, read_configuration
from windtunnel.gate.findings import Level
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

from .desk import write_toml


def test_a_configuration_is_read_with_its_defaults(tmp_path: Path) -> None:
    """Only what differs is written down."""
    gate = read_configuration(
        write_toml(
            tmp_path,
            """
            [gate]
            fail_on = "WARN"
            severity = {"endpoint-added" = "NONE"}
            [gate.systems.desk]
            conformance = true
            [gate.systems.desk.target]
            url = "http://127.0.0.1:8080/"
        """,
        )
    )
    assert (gate.fail_on, gate.severity["endpoint-added"], gate.baseline) == (Level.WARN, "NONE", "gate-baseline.toml")
    desk = gate.systems["desk"]
    assert desk.conformance
    assert desk.target is not None
    assert (desk.target.url, desk.target.methods) == ("http://127.0.0.1:8080", ("GET", "HEAD"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"no table \[gate\]"),
        ("[gate\n", "not valid TOML"),
        ("[gate]\nsistems = {}\n", "unknown key 'sistems'; did you mean 'systems'"),
        ("[gate.systems.desk]\nbaselin = 'x'\n", "unknown key 'systems.desk.baselin'; did you mean 'baseline'"),
        ("[gate.conformance]\nseconds = 0\n", "conformance.seconds: Input should be greater than 0"),
        ("[gate.conformance]\nchecks = ['all']\n", "conformance.checks.0"),
        ("[gate]\nfail_on = 'BAD'\n", "fail_on"),
        ("[gate.systems.desk.target]\nurl = 'ftp://x'\n", "is not an http or https URL"),
        ("[gate.systems.desk.target]\nurl = 'http://x'\nmethods = ['BREW']\n", "methods.0"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    """A typing error never switches a check off in silence."""
    (tmp_path / "windtunnel.toml").write_text(text)
    with pytest.raises(FileError, match=complaint) as caught:
        read_configuration(tmp_path)
    assert "windtunnel.toml" in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """Nothing is checked by default."""
    with pytest.raises(FileError, match="no such file; the gate is configured in its table"):
        read_configuration(tmp_path)


def test_systems_and_checks_can_be_chosen(tmp_path: Path) -> None:
    """In the order of the configuration and of the checks; unknown names are refused."""
    gate = parse_configuration({"systems": {"desk": {}, "crm": {}}}, tmp_path)
    assert list(chosen(gate, (), ())[0]) == ["desk", "crm"]
    assert chosen(gate, ("crm",), ("drift", "pacts"))[1] == ["pacts", "drift"]
    with pytest.raises(UnknownNameError, match="did you mean 'desk'"):
        chosen(gate, ("dsk",), ())
    with pytest.raises(UnknownNameError, match="did you mean 'conformance'"):
        chosen(gate, (), ("conformence",))


def test_variables_of_the_environment_fill_headers() -> None:
    """A secret stands in the environment, never in the file; a missing one is named, not sent empty."""
    assert filled_in({"a": "Bearer ${TOKEN}"}, "x", {"TOKEN": "t"}) == {"a": "Bearer t"}
    with pytest.raises(UsageError, match="no variable 'TOKEN'"):
        filled_in({"a": "${TOKEN}"}, "gate.systems.desk.target.headers", {})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1", True),
        ("http://localhost", True),
        ("http://[::1]:2", True),
        ("http://127.0.0.1.example", False),
        ("http://10.0.0.1", False),
    ],
)
def test_loopback_is_told_from_other_machines(url: str, expected: bool) -> None:
    """By address, not by how the name begins."""
    assert is_loopback(url) is expected
