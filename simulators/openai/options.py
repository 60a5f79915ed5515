"""What a scenario or a user may set for this system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator.brain import options

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
    options.check_names(given, "openai", KNOWN)
    names, facts = options.models(given.get("models"), MODEL_KEYS)
    return Options(
        brain=options.mapping(given.get("brain") or {}, "brain"),
        model_names=names,
        model_facts=facts,
        default_model=options.text(given, "default_model"),
        organization=options.text(given, "organization"),
        insufficient_quota=options.money(given.get("insufficient_quota"), OUT_OF_MONEY_CODES, "code"),
    )
