"""Anthropic as the AI service."""

from .authentication import authentication
from .client import AnthropicService
from .limits import LIMITER, dialect
from .settings import AnthropicSettings

__all__ = ["LIMITER", "AnthropicService", "AnthropicSettings", "authentication", "dialect"]
