"""Quotas: one algorithm a file, and the meters that apply a profile's quotas to calls."""

from .meters import Allowance, Meters

__all__ = ["Allowance", "Meters"]
