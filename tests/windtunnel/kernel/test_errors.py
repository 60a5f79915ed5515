"""Errors."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from windtunnel.kernel.errors import (
    EscapeError,
    FileError,
    InconclusiveError,
    NotBuiltError,
    UnknownNameError,
    UsageError,
    WindtunnelError,
    did_you_mean,
)


def test_a_usage_error_names_file_and_place_before_what_is_wrong() -> None:
    """In the order in which one looks."""
    error = UsageError("no good", file=Path("a.yaml"), place="x[0]")
    assert str(error) == "a.yaml: x[0]: no good"
    assert error.message == "no good"


def test_an_unknown_name_suggests_what_was_meant() -> None:
    """Or lists what there is."""
    assert str(UnknownNameError("system", "slak", ["slack", "zendesk"])).endswith("did you mean 'slack'?")
    assert str(UnknownNameError("system", "sap", ["slack", "zendesk"])).endswith("known: slack, zendesk")


def test_nothing_is_suggested_out_of_nothing() -> None:
    """Nor out of far too much."""
    assert did_you_mean("x", []) == ""
    assert did_you_mean("zzz", (f"name{n}" for n in range(100))) == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WindtunnelError("x"), 1),
        (EscapeError("x"), 1),
        (FileError("x"), 2),
        (NotBuiltError("x"), 2),
        (InconclusiveError("x"), 3),
    ],
)
def test_every_error_has_its_exit_code(error: WindtunnelError, code: int) -> None:
    """As the command line promises."""
    assert error.exit_code == code


@pytest.mark.parametrize(
    "error",
    [
        UnknownNameError("system", "slak", ["slack"], file=Path("a.yaml"), place="p"),
        FileError("x", file="f", place="l"),
    ],
)
def test_errors_travel_between_processes_whole(error: UsageError) -> None:
    """Message, class and facts."""
    travelled = pickle.loads(pickle.dumps(error))
    assert (type(travelled), str(travelled), travelled.__dict__) == (type(error), str(error), error.__dict__)
