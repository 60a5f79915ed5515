"""Slack: Web API, incoming webhooks, response URLs and Events API of one workspace."""

from .system import Slack as System

__all__ = ["System"]
