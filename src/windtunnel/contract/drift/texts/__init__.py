"""Texts, links and lists of texts: length, escaping, markup, notation."""

from ..description import DriftDescription
from .html_escaped import HtmlEscaped
from .line_breaks_changed import LineBreaksChanged
from .link_became_relative import LinkBecameRelative
from .list_became_text import ListBecameText
from .name_order_swapped import NameOrderSwapped
from .personal_data_masked import PersonalDataMasked
from .single_item_unwrapped import SingleItemUnwrapped
from .text_became_html import TextBecameHtml
from .text_padded import TextPadded
from .text_truncated import TextTruncated
from .unicode_decomposed import UnicodeDecomposed
from .url_escaped import UrlEscaped
from .value_json_encoded import ValueJsonEncoded

OPERATORS: tuple[type[DriftDescription], ...] = (
    TextTruncated,
    TextPadded,
    HtmlEscaped,
    UrlEscaped,
    UnicodeDecomposed,
    TextBecameHtml,
    LineBreaksChanged,
    PersonalDataMasked,
    NameOrderSwapped,
    LinkBecameRelative,
    ListBecameText,
    SingleItemUnwrapped,
    ValueJsonEncoded,
)

__all__ = ["OPERATORS"]
