"""How a recording that cannot be made ends."""

from __future__ import annotations

from windtunnel.record.errors import NothingRecorded, RecordingTooLarge, UpstreamUnreachable


def test_what_can_be_set_right_ends_with_2_and_no_evidence_with_3() -> None:
    """As everywhere on the command line."""
    codes = [kind("told").exit_code for kind in (UpstreamUnreachable, RecordingTooLarge, NothingRecorded)]
    assert codes == [2, 2, 3]
