"""What can go wrong with a recording.

UsageError
├── UpstreamUnreachable   nobody answers at the upstream
└── RecordingTooLarge     more than one recording holds
InconclusiveError
└── NothingRecorded       no traffic with the upstream was seen
"""

from __future__ import annotations

from windtunnel.kernel.errors import InconclusiveError, UsageError


class UpstreamUnreachable(UsageError):
    """Nobody answers at the upstream."""


class RecordingTooLarge(UsageError):
    """More than one recording holds."""


class NothingRecorded(InconclusiveError):
    """No traffic with the upstream was seen."""
