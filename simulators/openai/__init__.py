"""The AI service of OpenAI: chat completions, responses, embeddings, files and batches around a brain of choice."""

from .system import OpenAI as System

__all__ = ["System"]
