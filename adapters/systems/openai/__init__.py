"""OpenAI as the AI service."""

from .authentication import authentication
from .client import OpenAIService
from .limits import DIALECT, LIMITER
from .settings import OpenAISettings

__all__ = ["DIALECT", "LIMITER", "OpenAIService", "OpenAISettings", "authentication"]
