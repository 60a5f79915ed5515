"""The models that the account may use, from the profile's facts, limits and sunsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from windtunnel.contract.profile import Profile, Sunset
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .options import Options

TOPIC = "model:"
KINDS = ("chat", "reasoning", "embedding", "moderation")
GENERATING = ("chat", "reasoning")
_PAIR = re.compile(r"(\w+)=([^;\s]+)")
_SUNSET = re.compile(r"([\w.-]+)(?:\s*\(([^()]*)\))?")
DEFAULTS: Mapping[str, Any] = {
    "kind": "chat",
    "owned_by": "system",
    "created": 1715367049,
    "context_tokens": 128_000,
    "output_tokens_max": 16_384,
    "dimensions_max": 1536,
}


@dataclass(frozen=True)
class Model:
    """One model.

    Args:
        name: its alias.
        kind: ``chat``, ``reasoning``, ``embedding`` or ``moderation``.
        snapshot: what the alias answers as.
        successor: the snapshot that the alias will answer as one day.
        owned_by: as the vendor shows it.
        created: Unix time.
        context_tokens: input and output together.
        output_tokens_max: output, reasoning included.
        dimensions_max: size of the vectors of an embedding model.
        shutdown: from this day on the model is gone.
    """

    name: str
    kind: str
    snapshot: str
    successor: str
    owned_by: str
    created: int
    context_tokens: int
    output_tokens_max: int
    dimensions_max: int
    shutdown: date | None

    @property
    def reasons(self) -> bool:
        """Whether it thinks before it answers."""
        return self.kind == "reasoning"

    @property
    def generates(self) -> bool:
        """Whether it writes text."""
        return self.kind in GENERATING

    def is_gone(self, now: float) -> bool:
        """Tell whether the model was shut down."""
        return self.shutdown is not None and datetime.fromtimestamp(now, UTC).date() >= self.shutdown

    def shown(self, name: str) -> dict[str, Any]:
        """Return the model as the vendor shows it under ``name``, its alias or its snapshot."""
        return {
            "id": name,
            "object": "model",
            "created": self.created,
            "owned_by": self.owned_by,
            "shutdown_date": self.shutdown.isoformat() if self.shutdown else None,
        }


class Catalogue:
    """All models by alias and by snapshot.

    Args:
        profile: facts ``model:NAME``, limits ``NAME:...`` and sunsets.
        options: which of them exist, and further ones.

    Raises:
        UsageError: an option names an unknown model, or gives a fact that is not of its form.
    """

    def __init__(self, profile: Profile, options: Options) -> None:
        facts = dict(_facts_of(profile))
        for name, given in options.model_facts.items():
            facts[name] = {**facts.get(name, {"snapshot": name}), **given}
        chosen = options.model_names if options.model_names is not None else tuple(facts)
        models = [_model(name, facts) for name in chosen]
        successors = {model.name: model.snapshot for model in models}
        self._names: dict[str, Model] = {}
        for model in models:
            known = Model(**{**vars(model), "successor": successors.get(model.successor, model.successor)})
            self._names.update({known.snapshot: known, known.name: known})
        self._check_default(options.default_model)

    def find(self, name: str, now: float) -> Model | None:
        """Return the model called by its alias or its snapshot, unless it is unknown or gone."""
        model = self._names.get(name)
        return None if model is None or model.is_gone(now) else model

    def alias(self, name: str) -> str:
        """Return the name under which limits are counted; an unknown name stays as it is."""
        model = self._names.get(name)
        return model.name if model else name

    def shown(self, now: float) -> list[dict[str, Any]]:
        """Return every model that is not gone, aliases and snapshots, as the vendor lists them."""
        return [self._names[name].shown(name) for name in sorted(self._names) if self.find(name, now)]

    def _check_default(self, name: str | None) -> None:
        if name is not None and name not in self._names:
            raise UnknownNameError("model", name, self._names, place="default_model")


def _facts_of(profile: Profile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for fact in profile.facts:
        if fact.topic.startswith(TOPIC):
            name = fact.topic.removeprefix(TOPIC)
            stated: dict[str, Any] = dict(_PAIR.findall(fact.statement))
            limits = {
                key.partition(":")[2]: value for key, value in profile.limits.items() if key.startswith(f"{name}:")
            }
            yield name, {**stated, **limits, "shutdown_date": _shutdown(profile.sunsets, name, stated)}


def _shutdown(sunsets: tuple[Sunset, ...], name: str, stated: Mapping[str, Any]) -> date | None:
    wanted = {name, stated.get("snapshot", name)}
    return next((sunset.on for sunset in sunsets if not wanted.isdisjoint(_names_in(sunset.what))), None)


def _names_in(what: str) -> Iterator[str]:
    """Yield the models that a sunset is about; ``gpt-4o (2024-08-06)`` is ``gpt-4o-2024-08-06``."""
    for name, dates in _SUNSET.findall(what):
        if dates:
            yield from (f"{name}-{each.strip()}" for each in dates.split(","))
        else:
            yield name


def _model(name: str, facts: Mapping[str, Mapping[str, Any]]) -> Model:
    if name not in facts:
        raise UnknownNameError("model", name, facts, place="models")
    known = {**DEFAULTS, **facts[name]}
    if known["kind"] not in KINDS:
        raise UnknownNameError("kind of model", str(known["kind"]), KINDS, place=f"models.{name}")
    snapshot = str(known.get("snapshot") or name)
    try:
        return Model(
            name=name,
            kind=str(known["kind"]),
            snapshot=snapshot,
            successor=str(known.get("next") or snapshot),
            owned_by=str(known["owned_by"]),
            created=int(known["created"]),
            context_tokens=int(known["context_tokens"]),
            output_tokens_max=int(known["output_tokens_max"]),
            dimensions_max=int(known["dimensions_max"]),
            shutdown=_date(known.get("shutdown_date")),
        )
    except (TypeError, ValueError) as error:
        raise UsageError(str(error), place=f"models.{name}") from error


def _date(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))
