"""Zendesk Support: tickets, people, search, exports and webhooks of one account."""

from .system import Zendesk as System

__all__ = ["System"]
