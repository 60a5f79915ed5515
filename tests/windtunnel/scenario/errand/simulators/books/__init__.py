"""The books."""

from .system import Books as System

__all__ = ["System"]
