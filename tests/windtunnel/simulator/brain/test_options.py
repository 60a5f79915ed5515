"""Options that every AI service has."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.simulator.brain import options

KEYS = ("size", "next")


def test_an_unknown_option_is_refused() -> None:
    """With what was meant."""
    options.check_names({"brain": {}}, "acme", ("brain", "models"))
    with pytest.raises(UnknownNameError, match="option of acme 'brian'.*brain"):
        options.check_names({"brian": {}}, "acme", ("brain", "models"))


@pytest.mark.parametrize(
    ("given", "names", "facts"),
    [
        (None, None, {}),
        (["a", "b"], ("a", "b"), {}),
        ([], (), {}),
        ({"a": {"size": 1}, "b": None}, None, {"a": {"size": 1}, "b": {}}),
    ],
)
def test_models_are_names_or_facts_by_name(
    given: object, names: tuple[str, ...] | None, facts: dict[str, dict[str, int]]
) -> None:
    """Names leave others out, facts do not."""
    assert options.models(given, KEYS) == (names, facts)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("a", "models: expected a mapping, not 'a'"),
        ({"a": 7}, "models.a: expected a mapping, not 7"),
        ({"a": {"sise": 1}}, "models.a.*unknown fact of a model 'sise'.*size"),
    ],
)
def test_wrong_models_are_refused_with_their_place(given: object, message: str) -> None:
    """And with what was meant, where it can be told."""
    with pytest.raises(UsageError, match=message):
        options.models(given, KEYS)


def test_a_text_is_a_text_or_left_out() -> None:
    """Nothing else."""
    assert (options.text({"a": "b"}, "a"), options.text({}, "a")) == ("b", None)
    with pytest.raises(UsageError, match="a: expected a text, not 7"):
        options.text({"a": 7}, "a")


@pytest.mark.parametrize(("given", "kind"), [(None, None), (False, None), (True, "spent"), ("blocked", "blocked")])
def test_money_that_is_spent_has_a_kind(given: object, kind: str | None) -> None:
    """True is the usual one."""
    assert options.money(given, ("spent", "blocked"), "code") == kind


def test_an_unknown_kind_of_money_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(UnknownNameError, match="code of insufficient_quota 'gone'"):
        options.money("gone", ("spent", "blocked"), "code")
