"""Decides which team gets a ticket, and how soon it should answer; the rules are data."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ..canonical import Customer, Priority
from ..errors import ConfigurationError

DEFAULT_PATH = Path(__file__).with_name("routing.yaml")

_ORDER = tuple(Priority)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not built everywhere; it is ten times as fast


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeamRule(_Rule):
    """Categories, as shell globs, that belong to a team."""

    name: str
    categories: tuple[str, ...]


class PriorityRule(_Rule):
    """A priority for matching categories and, where ``tiers`` are given, customers of these tiers."""

    priority: Priority
    categories: tuple[str, ...] = ("*",)
    tiers: tuple[str, ...] = ()


class Routing(_Rule):
    """The routing rules."""

    default_team: str
    review_team: str
    teams: tuple[TeamRule, ...] = ()
    priorities: tuple[PriorityRule, ...] = ()

    def team(self, category: str) -> str:
        """Return the first team with a pattern that matches ``category``, else the default team."""
        matching = (rule.name for rule in self.teams if _matches(category, rule.categories))
        return next(matching, self.default_team)

    def priority(self, category: str, customer: Customer | None, current: Priority | None) -> Priority | None:
        """Return the highest of ``current`` and what the rules ask for; ``None`` to leave it alone."""
        tier = (customer.tier or "").casefold() if customer else ""
        asked = [
            rule.priority
            for rule in self.priorities
            if _matches(category, rule.categories) and (not rule.tiers or tier in rule.tiers)
        ]
        return max([*asked, current] if current else asked, key=_ORDER.index, default=None)


def load_routing(path: Path = DEFAULT_PATH) -> Routing:
    """Read the rules.

    Raises:
        ConfigurationError: the file cannot be read or is not a set of rules.
    """
    try:
        return Routing.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))  # noqa: S506  # both loaders are safe ones
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{path}: {error}") from error


@lru_cache(maxsize=1024)
def _matches(category: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(category.casefold(), pattern) for pattern in patterns)
