"""What a scenario or a user may set for this system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

KNOWN = ("brain", "models", "default_model", "organization", "insufficient_quota")
MODEL_KEYS = (
    "kind",
    "snapshot",
    "next",
    "owned_by",
    "created",
    "context_tokens",
    "output_tokens_max",
    "dimensions_max",
    "shutdown_date",
)
OUT_OF_MONEY_CODES = (
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
)


@dataclass(frozen=True)
class Options:
    """The options, checked.

    Args:
        brain: what answers; see ``brain.make_brain``.
        model_names: only these of the known models; ``None`` for all.
        model_facts: further models, or other facts of known ones, by name.
        default_model: what a response without ``model`` uses; without it such a call is refused.
        organization: the identifier of the organization; drawn from the seed when ``None``.
        insufficient_quota: the code with which every paid call is refused, because the account is out of money.
    """

    brain: Mapping[str, Any] = field(default_factory=dict)
    model_names: tuple[str, ...] | None = None
    model_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    default_model: str | None = None
    organization: str | None = None
    insufficient_quota: str | None = None


def read_options(given: Mapping[str, Any]) -> Options:
    """Return the options of a system.

    Raises:
        UsageError: one is unknown, or not of its form.
    """
    for name in given:
        if name not in KNOWN:
            raise UnknownNameError("option of openai", name, KNOWN)
    names, facts = _models(given.get("models"))
    return Options(
        brain=_mapping(given.get("brain") or {}, "brain"),
        model_names=names,
        model_facts=facts,
        default_model=_text(given, "default_model"),
        organization=_text(given, "organization"),
        insufficient_quota=_money(given.get("insufficient_quota")),
    )


def _models(given: Any) -> tuple[tuple[str, ...] | None, Mapping[str, Mapping[str, Any]]]:
    if given is None:
        return None, {}
    if isinstance(given, list | tuple):
        return tuple(str(name) for name in given), {}
    facts = {str(name): _mapping(each or {}, f"models.{name}") for name, each in _mapping(given, "models").items()}
    for name, each in facts.items():
        for key in each:
            if key not in MODEL_KEYS:
                raise UnknownNameError("fact of a model", key, MODEL_KEYS, place=f"models.{name}")
    return None, facts


def _mapping(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise UsageError(f"expected a mapping, not {given!r}", place=place)
    return given


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"expected a text, not {value!r}", place=name)
    return value


def _money(given: Any) -> str | None:
    if given in (None, False):
        return None
    if given is True:
        return OUT_OF_MONEY_CODES[0]
    if given not in OUT_OF_MONEY_CODES:
        raise UnknownNameError("code of insufficient_quota", str(given), OUT_OF_MONEY_CODES)
    return str(given)
