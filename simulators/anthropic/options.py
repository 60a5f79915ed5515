"""What a scenario or a user may set for this system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.simulator.brain import options

KNOWN = ("brain", "models", "organization", "insufficient_quota")
MODEL_KEYS = (
    "title",
    "line",
    "alias",
    "snapshot",
    "next",
    "created",
    "deprecated",
    "retires",
    "context_tokens",
    "output_tokens_max",
    "structured",
    "effort",
    "adaptive",
    "budget",
    "prefill",
)
OUT_OF_MONEY = {"billing_error": 402, "invalid_request_error": 400}
"""The type of the refusal, and the status it comes with."""


@dataclass(frozen=True)
class Options:
    """The options, checked.

    Args:
        brain: what answers; see ``windtunnel.simulator.brain.make_brain``.
        model_names: only these of the known models; ``None`` for all.
        model_facts: further models, or other facts of known ones, by name.
        organization: the identifier of the organization; drawn from the seed when ``None``.
        insufficient_quota: the type of the error by which every paid call is refused, because the money is spent.
    """

    brain: Mapping[str, Any] = field(default_factory=dict)
    model_names: tuple[str, ...] | None = None
    model_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    organization: str | None = None
    insufficient_quota: str | None = None


def read_options(given: Mapping[str, Any]) -> Options:
    """Return the options of a system.

    Raises:
        UsageError: one is unknown, or not of its form.
    """
    options.check_names(given, "anthropic", KNOWN)
    names, facts = options.models(given.get("models"), MODEL_KEYS)
    return Options(
        brain=options.mapping(given.get("brain") or {}, "brain"),
        model_names=names,
        model_facts=facts,
        organization=options.text(given, "organization"),
        insufficient_quota=options.money(given.get("insufficient_quota"), tuple(OUT_OF_MONEY), "type"),
    )
