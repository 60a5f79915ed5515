"""Requests: what is newly demanded, no longer taken, or ignored without a word.

Refusals are worded by the system where it is known, by the contract's example of the error, or as RFC 9457 problems.
"""

from ..description import DriftDescription
from .api_removed import ApiRemoved
from .api_security_added import ApiSecurityAdded
from .api_security_scope_added import ApiSecurityScopeAdded
from .body_media_type_removed import BodyMediaTypeRemoved
from .cursor_expires_sooner import CursorExpiresSooner
from .idempotency_key_ignored import IdempotencyKeyIgnored
from .new_required_parameter import NewRequiredParameter
from .new_required_property import NewRequiredProperty
from .page_size_capped import PageSizeCapped
from .page_size_changed import PageSizeChanged
from .parameter_became_required import ParameterBecameRequired
from .parameter_default_changed import ParameterDefaultChanged
from .parameter_enum_value_removed import ParameterEnumValueRemoved
from .parameter_max_decreased import ParameterMaxDecreased
from .parameter_removed import ParameterRemoved
from .parameter_renamed import ParameterRenamed
from .precondition_ignored import PreconditionIgnored
from .property_became_not_nullable import PropertyBecameNotNullable
from .property_became_required import PropertyBecameRequired
from .property_enum_value_removed import PropertyEnumValueRemoved
from .property_max_decreased import PropertyMaxDecreased
from .property_max_length_decreased import PropertyMaxLengthDecreased
from .property_pattern_added import PropertyPatternAdded
from .property_type_changed import RequestPropertyTypeChanged
from .request_property_removed import RequestPropertyRemoved
from .request_property_renamed import RequestPropertyRenamed
from .request_redirected import RequestRedirected

OPERATORS: tuple[type[DriftDescription], ...] = (
    NewRequiredParameter,
    ParameterBecameRequired,
    ParameterRemoved,
    ParameterEnumValueRemoved,
    ParameterMaxDecreased,
    ParameterDefaultChanged,
    ParameterRenamed,
    NewRequiredProperty,
    PropertyBecameRequired,
    RequestPropertyRemoved,
    RequestPropertyTypeChanged,
    PropertyBecameNotNullable,
    PropertyEnumValueRemoved,
    PropertyMaxLengthDecreased,
    PropertyMaxDecreased,
    PropertyPatternAdded,
    RequestPropertyRenamed,
    BodyMediaTypeRemoved,
    ApiRemoved,
    ApiSecurityAdded,
    ApiSecurityScopeAdded,
    RequestRedirected,
    PageSizeChanged,
    PageSizeCapped,
    CursorExpiresSooner,
    IdempotencyKeyIgnored,
    PreconditionIgnored,
)

__all__ = ["OPERATORS"]
