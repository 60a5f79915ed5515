"""Serving simulators on loopback for any program to use: ``windtunnel up``."""

from .stand import Stand

__all__ = ["Stand"]
