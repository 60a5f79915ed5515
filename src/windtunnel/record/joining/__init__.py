"""Bringing what was recorded into a contract that people write, too."""
