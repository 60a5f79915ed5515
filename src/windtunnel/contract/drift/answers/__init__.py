"""Whole answers: status, headers, content type, the form of the body."""

from ..description import DriftDescription
from .body_became_nullable import BodyBecameNullable
from .body_compressed import BodyCompressed
from .body_type_changed import BodyTypeChanged
from .body_wrapped import BodyWrapped
from .byte_order_mark_added import ByteOrderMarkAdded
from .charset_changed import CharsetChanged
from .error_as_success import ErrorAsSuccess
from .error_body_emptied import ErrorBodyEmptied
from .header_removed import HeaderRemoved
from .header_renamed import HeaderRenamed
from .media_type_name_specialized import MediaTypeNameSpecialized
from .media_type_removed import MediaTypeRemoved
from .naming_convention_changed import NamingConventionChanged
from .read_after_write_delayed import ReadAfterWriteDelayed
from .retry_after_as_date import RetryAfterAsDate
from .status_remapped import StatusRemapped
from .success_status_removed import SuccessStatusRemoved

OPERATORS: tuple[type[DriftDescription], ...] = (
    SuccessStatusRemoved,
    StatusRemapped,
    ErrorAsSuccess,
    ErrorBodyEmptied,
    MediaTypeRemoved,
    MediaTypeNameSpecialized,
    CharsetChanged,
    ByteOrderMarkAdded,
    BodyCompressed,
    BodyTypeChanged,
    BodyBecameNullable,
    BodyWrapped,
    NamingConventionChanged,
    HeaderRemoved,
    HeaderRenamed,
    RetryAfterAsDate,
    ReadAfterWriteDelayed,
)

__all__ = ["OPERATORS"]
