"""The room."""

from .system import Room as System

__all__ = ["System"]
