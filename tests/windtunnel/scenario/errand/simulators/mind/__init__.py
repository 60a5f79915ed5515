"""The mind."""

from .system import Mind as System

__all__ = ["System"]
