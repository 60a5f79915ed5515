"""Fields: what the contract says of a property, and where it stands.

Where an operator's name is one of oasdiff's rules, a diff of the two contracts reports the change under that name.
"""

from ..description import DriftDescription
from .enum_value_added import EnumValueAdded
from .enum_value_removed import EnumValueRemoved
from .optional_property_added import OptionalPropertyAdded
from .optional_property_removed import OptionalPropertyRemoved
from .property_became_nullable import PropertyBecameNullable
from .property_became_optional import PropertyBecameOptional
from .property_const_changed import PropertyConstChanged
from .property_flattened import PropertyFlattened
from .property_max_increased import PropertyMaxIncreased
from .property_max_length_increased import PropertyMaxLengthIncreased
from .property_min_decreased import PropertyMinDecreased
from .property_min_items_decreased import PropertyMinItemsDecreased
from .property_min_length_decreased import PropertyMinLengthDecreased
from .property_nested import PropertyNested
from .property_one_of_added import PropertyOneOfAdded
from .property_removed import PropertyRemoved
from .property_renamed import PropertyRenamed
from .property_type_changed import PropertyTypeChanged

OPERATORS: tuple[type[DriftDescription], ...] = (
    PropertyRemoved,
    OptionalPropertyRemoved,
    PropertyBecameOptional,
    PropertyBecameNullable,
    PropertyTypeChanged,
    PropertyOneOfAdded,
    EnumValueAdded,
    EnumValueRemoved,
    PropertyConstChanged,
    PropertyMaxLengthIncreased,
    PropertyMinLengthDecreased,
    PropertyMinItemsDecreased,
    PropertyMaxIncreased,
    PropertyMinDecreased,
    OptionalPropertyAdded,
    PropertyRenamed,
    PropertyNested,
    PropertyFlattened,
)

__all__ = ["OPERATORS"]
