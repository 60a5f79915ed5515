"""From traffic to a contract: paths, parameters and schemas, each with the evidence for it."""

from .description import describe
from .thresholds import Thresholds

__all__ = ["Thresholds", "describe"]
