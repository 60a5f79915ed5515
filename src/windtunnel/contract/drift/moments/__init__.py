"""Dates and times: notation, offset, unit, precision."""

from ..description import DriftDescription
from .date_format_changed import DateFormatChanged
from .day_month_swapped import DayMonthSwapped
from .epoch_unit_changed import EpochUnitChanged
from .time_offset_dropped import TimeOffsetDropped
from .time_zone_shifted import TimeZoneShifted
from .timestamp_precision_raised import TimestampPrecisionRaised
from .timestamp_truncated import TimestampTruncated

OPERATORS: tuple[type[DriftDescription], ...] = (
    DateFormatChanged,
    TimeZoneShifted,
    TimeOffsetDropped,
    DayMonthSwapped,
    EpochUnitChanged,
    TimestampTruncated,
    TimestampPrecisionRaised,
)

__all__ = ["OPERATORS"]
