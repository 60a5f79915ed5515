"""The desk."""

from .system import Desk as System

__all__ = ["System"]
