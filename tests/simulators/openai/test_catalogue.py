"""The models of the account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulators.openai.catalogue import Catalogue
from simulators.openai.options import read_options
from tests.simulators.openai.desk import contract
from windtunnel.kernel.errors import UsageError

BEFORE = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
AFTER = datetime(2027, 1, 14, tzinfo=UTC).timestamp()


def catalogue(**options: object) -> Catalogue:
    """Return the catalogue of the contract's profile."""
    return Catalogue(contract().profile, read_options(options))


def test_a_model_is_found_by_alias_and_by_snapshot() -> None:
    """Both names lead to the same model, which answers as its snapshot."""
    models = catalogue()
    model = models.find("gpt-4o", BEFORE)
    assert model is not None
    assert model is models.find("gpt-4o-2024-08-06", BEFORE)
    assert (model.context_tokens, model.output_tokens_max, model.reasons) == (128_000, 16_384, False)
    assert models.alias("gpt-4o-2024-08-06") == "gpt-4o"


def test_a_successor_is_the_snapshot_of_the_next_alias() -> None:
    """What an alias will answer as is a dated name where there is one."""
    model = catalogue().find("gpt-4o-mini", BEFORE)
    assert model is not None
    assert model.successor == "gpt-5.4-mini-2026-03-17"


def test_a_model_that_was_shut_down_is_gone() -> None:
    """Sunsets name models with dates in parentheses or in full."""
    models = catalogue()
    for name in ("gpt-4o", "gpt-4o-mini", "gpt-4.1-mini-2025-04-14", "gpt-5-mini"):
        assert models.find(name, BEFORE) is not None
        assert models.find(name, AFTER) is None
    assert models.find("gpt-5.5", AFTER) is not None


def test_models_can_be_restricted_and_added() -> None:
    """A list keeps some of the known models; a mapping adds others."""
    assert catalogue(models=["gpt-4o"]).find("gpt-4o-mini", BEFORE) is None
    added = catalogue(models={"ours-1": {"kind": "reasoning", "context_tokens": 1000}})
    model = added.find("ours-1", BEFORE)
    assert model is not None
    assert (model.reasons, model.context_tokens, model.snapshot) == (True, 1000, "ours-1")
    assert added.find("gpt-4o-mini", BEFORE) is not None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"models": ["gpt-9"]}, "unknown model 'gpt-9'"),
        ({"models": {"a": {"kind": "chatty"}}}, "did you mean 'chat'"),
        ({"models": {"a": {"context_tokens": "many"}}}, "models.a"),
        ({"default_model": "gpt-9"}, "unknown model 'gpt-9'"),
    ],
)
def test_unknown_names_are_refused(options: dict[str, object], told: str) -> None:
    """A model that does not exist cannot be chosen."""
    with pytest.raises(UsageError, match=told):
        catalogue(**options)
