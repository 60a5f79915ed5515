"""The tray."""

from .system import Tray as System

__all__ = ["System"]
