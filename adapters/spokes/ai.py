"""The AI service."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import AI
from ..systems import anthropic, openai
from .connection import Connection, Surroundings
from .spoke import Maker, Spoke, choose

ROLE = "ai"


def _openai(role: str, surroundings: Surroundings) -> Spoke[AI]:
    settings = openai.OpenAISettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "openai", surroundings, limiter=openai.LIMITER, dialect=openai.DIALECT)
    connection.sign_in(openai.authentication(settings))
    return Spoke(connection, lambda http: openai.OpenAIService(http, settings, surroundings.clock))


def _anthropic(role: str, surroundings: Surroundings) -> Spoke[AI]:
    settings = anthropic.AnthropicSettings.from_environment(surroundings.environment, role)
    dialect = anthropic.dialect(surroundings.clock)
    connection = Connection(role, "anthropic", surroundings, limiter=anthropic.LIMITER, dialect=dialect)
    connection.sign_in(anthropic.authentication(settings))
    return Spoke(connection, lambda http: anthropic.AnthropicService(http, settings, surroundings.clock))


KNOWN: Mapping[str, Maker[AI]] = {"openai": _openai, "anthropic": _anthropic}


def connect(surroundings: Surroundings) -> Spoke[AI]:
    """Return the system that ``AI_SYSTEM`` names; errors as for ``choose``."""
    return choose(ROLE, KNOWN, surroundings)
