"""The carrier."""

from .system import Carrier as System

__all__ = ["System"]
