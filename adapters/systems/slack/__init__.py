"""Slack as the chat system."""

from .authentication import authentication
from .client import SlackChat
from .limits import DIALECT, LIMITER
from .settings import SlackSettings

__all__ = ["DIALECT", "LIMITER", "SlackChat", "SlackSettings", "authentication"]
