"""The models that the organization may use, from the profile's facts, limits and sunsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from windtunnel.contract.profile import Profile
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .context import moment
from .options import Options

TOPIC = "model:"
_PAIR = re.compile(r"(\w+)=([^;\s]+)")
DEFAULTS: Mapping[str, Any] = {
    "created": "2025-01-01",
    "context_tokens": 200_000,
    "output_tokens_max": 64_000,
    "structured": 1,
    "effort": 0,
    "adaptive": 0,
    "budget": 1,
    "prefill": 1,
}
LINES = ("haiku", "sonnet", "opus", "fable", "mythos")
SWITCHES = ("structured", "effort", "adaptive", "budget", "prefill")


@dataclass(frozen=True)
class Model:
    """One model.

    Args:
        name: under which its limits are counted, an alias where its own name has a date.
        alias: a second alias.
        snapshot: its own name, which answers carry.
        successor: the name of the model that follows.
        title: as people call it.
        line: ``haiku``, ``sonnet`` and so on, where it belongs to one.
        created: when it came out.
        deprecated: from this day on it is deprecated.
        retires: from this day on it is retired.
        context_tokens: input and output together.
        output_tokens_max: output, thinking included.
        structured: whether it can be held to a JSON schema.
        effort: whether it takes an effort.
        adaptive: whether it can decide by itself how much to think.
        budget: whether it takes a budget for thinking.
        prefill: whether the caller may begin its answer.
    """

    name: str
    alias: str
    snapshot: str
    successor: str
    title: str
    line: str | None
    created: date
    deprecated: date | None
    retires: date | None
    context_tokens: int
    output_tokens_max: int
    structured: bool
    effort: bool
    adaptive: bool
    budget: bool
    prefill: bool

    def lifecycle(self, now: float) -> str:
        """Return ``active``, ``deprecated`` or ``retired``."""
        today = datetime.fromtimestamp(now, UTC).date()
        if self.retires is not None and today >= self.retires:
            return "retired"
        return "deprecated" if self.deprecated is not None and today >= self.deprecated else "active"

    def shown(self, now: float) -> dict[str, Any]:
        """Return the model as the vendor shows it."""
        return {
            "type": "model",
            "id": self.snapshot,
            "display_name": self.title,
            "created_at": _at(self.created),
            "lifecycle": self.lifecycle(now),
            "deprecated_at": _at(self.deprecated),
            "retires_at": _at(self.retires),
            "line": self.line,
            "max_input_tokens": self.context_tokens,
            "max_tokens": self.output_tokens_max,
            "capabilities": self._capabilities(),
        }

    def _capabilities(self) -> dict[str, Any]:
        efforts = {name: _support(self.effort) for name in ("low", "medium", "high", "xhigh", "max")}
        types = {"adaptive": self.adaptive, "between_tools": False, "disabled": True, "enabled": self.budget}
        return {
            "batch": _support(True),
            "citations": _support(False),
            "code_execution": _support(False),
            "context_management": _support(False),
            "effort": {"supported": self.effort, **efforts},
            "image_input": _support(True),
            "pdf_input": _support(True),
            "server_tools": {
                "supported": False,
                "code_execution": _support(False),
                "web_search": _support(False),
            },
            "structured_outputs": _support(self.structured),
            "thinking": {
                "supported": self.adaptive or self.budget,
                "types": {name: _support(able) for name, able in types.items()},
            },
        }


class Catalogue:
    """All models by name and by alias.

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
        self._models = [_model(name, facts) for name in chosen]
        snapshots = {model.name: model.snapshot for model in self._models}
        self._names: dict[str, Model] = {}
        for model in self._models:
            known = Model(**{**vars(model), "successor": snapshots.get(model.successor, model.successor)})
            self._names |= {known.name: known, known.alias: known, known.snapshot: known}

    def find(self, name: str) -> Model | None:
        """Return the model called by its name or an alias, retired or not; ``None`` when there is none."""
        return self._names.get(name)

    def counted_as(self, name: str) -> str:
        """Return the name under which limits are counted; an unknown name stays as it is."""
        model = self._names.get(name)
        return model.name if model else name

    def all(self) -> list[Model]:
        """Return all models, newest first."""
        known = [self._names[model.name] for model in self._models]
        return sorted(known, key=lambda model: (model.created, model.name), reverse=True)


def _facts_of(profile: Profile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    retirements = {sunset.what: sunset.on for sunset in profile.sunsets}
    for fact in profile.facts:
        if fact.topic.startswith(TOPIC):
            name = fact.topic.removeprefix(TOPIC)
            stated: dict[str, Any] = dict(_PAIR.findall(fact.statement))
            sizes = {key.partition(":")[2]: size for key, size in profile.limits.items() if key.startswith(f"{name}:")}
            yield name, {**stated, **sizes, "retires": retirements.get(name)}


def _model(name: str, facts: Mapping[str, Mapping[str, Any]]) -> Model:
    if name not in facts:
        raise UnknownNameError("model", name, facts, place="models")
    known = {**DEFAULTS, **facts[name]}
    if known.get("line") not in (None, *LINES):
        raise UnknownNameError("line of models", str(known["line"]), LINES, place=f"models.{name}")
    snapshot = str(known.get("snapshot") or name)
    try:
        return Model(
            name=name,
            alias=str(known.get("alias") or name),
            snapshot=snapshot,
            successor=str(known.get("next") or snapshot),
            title=str(known.get("title") or name).replace("_", " "),
            line=known.get("line"),
            created=_date(known["created"]) or date.min,
            deprecated=_date(known.get("deprecated")),
            retires=_date(known.get("retires")),
            context_tokens=int(known["context_tokens"]),
            output_tokens_max=int(known["output_tokens_max"]),
            **{switch: bool(int(known[switch])) for switch in SWITCHES},
        )
    except (TypeError, ValueError) as error:
        raise UsageError(str(error), place=f"models.{name}") from error


def _date(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))


def _at(day: date | None) -> str | None:
    return None if day is None else moment(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _support(able: bool) -> dict[str, bool]:
    return {"supported": able}
