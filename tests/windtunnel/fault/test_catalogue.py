"""Reading faults from data."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.fault import KINDS, read_fault
from windtunnel.kernel.errors import UnknownNameError, UsageError


def test_an_unknown_kind_is_refused_with_a_suggestion() -> None:
    """File, place and what was meant."""
    with pytest.raises(UnknownNameError, match=r"a.yaml: x.kind: unknown fault 'refus'; did you mean 'refuse'"):
        read_fault({"on": "crm", "kind": "refus"}, place="x", file=Path("a.yaml"))


def test_an_unknown_key_is_refused_with_a_suggestion() -> None:
    """A typing error does not become a default."""
    with pytest.raises(UsageError, match="unknown key 'evry'; did you mean 'every'"):
        read_fault({"on": "crm", "kind": "refuse", "evry": 3}, place="x")


def test_a_fault_that_is_not_a_mapping_is_refused() -> None:
    """A list in its place gets the same error."""
    with pytest.raises(UnknownNameError, match="unknown fault"):
        read_fault(["refuse"], place="x")  # type: ignore[arg-type]  # what a user might write


def test_every_kind_is_called_what_its_description_says() -> None:
    """Names in the catalogue and in the models agree."""
    for name, model in KINDS.items():
        assert model.model_fields["kind"].annotation.__args__ == (name,)  # type: ignore[union-attr]  # a Literal
