"""Scenarios: what is rehearsed, under which conditions, and what must hold."""
