"""The toxics, one file each, by the name that clients use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..stage import Attributes, Stage
from .bandwidth import Bandwidth, BandwidthAttributes
from .latency import Latency, LatencyAttributes
from .limit_data import LimitData, LimitDataAttributes
from .noop import Noop, NoopAttributes
from .reset_peer import ResetPeer, ResetPeerAttributes
from .slicer import Slicer, SlicerAttributes
from .slow_close import SlowClose, SlowCloseAttributes
from .timeout import Timeout, TimeoutAttributes


@dataclass(frozen=True)
class ToxicType:
    """What a toxic can be told, and what it does on one link."""

    attributes: type[Attributes]
    stage: type[Stage[Any]]


TOXIC_TYPES: Mapping[str, ToxicType] = MappingProxyType(
    {
        "bandwidth": ToxicType(BandwidthAttributes, Bandwidth),
        "latency": ToxicType(LatencyAttributes, Latency),
        "limit_data": ToxicType(LimitDataAttributes, LimitData),
        "noop": ToxicType(NoopAttributes, Noop),
        "reset_peer": ToxicType(ResetPeerAttributes, ResetPeer),
        "slicer": ToxicType(SlicerAttributes, Slicer),
        "slow_close": ToxicType(SlowCloseAttributes, SlowClose),
        "timeout": ToxicType(TimeoutAttributes, Timeout),
    }
)

__all__ = ["TOXIC_TYPES", "ToxicType"]
