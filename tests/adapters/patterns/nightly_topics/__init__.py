"""Nightly topics."""
