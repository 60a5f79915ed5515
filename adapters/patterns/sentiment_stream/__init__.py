"""Sentiment of a stream of messages: event-time windows over a durable log, and an alert when the mood turns."""
