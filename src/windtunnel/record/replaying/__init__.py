"""Answering as was recorded."""
