"""The shop."""

from .system import Shop as System

__all__ = ["System"]
