"""Windtunnel: rehearse an AI integration against simulated systems, faults, drift and load."""

__version__ = "0.1.0"
