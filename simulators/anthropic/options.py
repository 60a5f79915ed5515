"""What a scenario or a user may set for this system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError

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
    for name in given:
        if name not in KNOWN:
            raise UnknownNameError("option of anthropic", name, KNOWN)
    names, facts = _models(given.get("models"))
    organization = given.get("organization")
    if organization is not None and not isinstance(organization, str):
        raise UsageError(f"expected a text, not {organization!r}", place="organization")
    return Options(
        brain=_mapping(given.get("brain") or {}, "brain"),
        model_names=names,
        model_facts=facts,
        organization=organization,
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


def _money(given: Any) -> str | None:
    if given in (None, False):
        return None
    if given is True:
        return next(iter(OUT_OF_MONEY))
    if given not in OUT_OF_MONEY:
        raise UnknownNameError("type of insufficient_quota", str(given), OUT_OF_MONEY)
    return str(given)
