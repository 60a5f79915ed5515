"""The AI service of Anthropic: messages, batches, models and files around a brain of choice."""

from .system import Anthropic as System

__all__ = ["System"]
