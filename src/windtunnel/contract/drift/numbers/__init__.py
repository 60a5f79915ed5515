"""Numbers and amounts: what they count, and how they are written."""

from ..description import DriftDescription
from .currency_changed import CurrencyChanged
from .currency_symbol_added import CurrencySymbolAdded
from .decimal_comma import DecimalComma
from .duration_format_changed import DurationFormatChanged
from .float_noise import FloatNoise
from .number_rounded import NumberRounded
from .sign_inverted import SignInverted
from .thousands_separated import ThousandsSeparated
from .unit_scaled import UnitScaled

OPERATORS: tuple[type[DriftDescription], ...] = (
    UnitScaled,
    CurrencyChanged,
    SignInverted,
    NumberRounded,
    FloatNoise,
    DecimalComma,
    ThousandsSeparated,
    CurrencySymbolAdded,
    DurationFormatChanged,
)

__all__ = ["OPERATORS"]
