"""What the shape of a text gives away, whatever the field is called."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from ..inference.texts import FORMATS
from .fields import Fields, Kind
from .stand_ins import PREFIXES, StandIns, passes_luhn

ENTROPY_BITS_MIN = 3.5
ENTROPY_LENGTH_MIN = 20
TURNS_SHARE_MIN = 0.2
HEXADECIMAL_LENGTH_MIN = 32
CARD_DIGITS = range(13, 20)
CARD_FIRST = frozenset("23456")
PHONE_DIGITS = range(8, 16)
NESTING_MAX = 5
HARMLESS_LENGTH_MAX = 10
REMEMBERED_LENGTH_MAX = 200
REMEMBERED_MAX = 100_000
JWT_KEPT = ("alg", "typ", "exp", "iat", "nbf")

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PEM = re.compile(r"-----BEGIN [A-Z ]{1,40}-----(?:(?!-----).){1,20000}-----END [A-Z ]{1,40}-----", re.DOTALL)
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{5,}\.[\w-]{4,}\.[\w-]*")
_SCHEME = re.compile(r"(?i)(?<![\w-])(?:Bearer|Basic|Token|ApiKey)\s+([\w.~+/=:-]{6,})")
_PREFIXED = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(re.escape(each) for each in PREFIXES) + r")[\w.-]{8,}")
_USER_INFO = re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)")
_ASSIGNED = re.compile(r"(?<![\w.-])([A-Za-z][\w.\[\]-]{1,40})(=|:\s+|\s*=\s*)([^\s&#\"'<>;,{}\[\]()]+)")
_ESCAPED = re.compile(r"(?<![\w.~!*'()+%-])[\w.~!*'()+-]*(?:%[0-9A-Fa-f]{2}[\w.~!*'()+-]*)+")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_DIGITS = re.compile(r"(?<![\w.-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.])\+[0-9][0-9 ().-]{6,20}[0-9](?!\w)"
    r"|(?<![\w.-])\([0-9]{2,5}\) ?[0-9]{3,4}[ .-]?[0-9]{3,5}(?![\w-])"
    r"|(?<![\w.-])[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{4}(?![\w-])"
    r"|(?<![\w.-])0[0-9]{2,4}[ /-][0-9]{5,9}(?![\w-])"
    r"|(?<![\w.-])0[0-9]{1,4}[ /-][0-9]{3,4}[ -][0-9]{3,4}(?![\w-])"
)
_MAILBOX = re.compile(r"(?<![^\s\",;:])([^\s<>\",;:@][^<>\",;:@\n]{0,60}?)(\"?\s*<)([^\s<>@]{1,64}@[^\s<>@]+)(?=>)")
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_ENCODED = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{12,}={0,2}(?![\w+/=-])")
_OPAQUE = re.compile(r"[A-Za-z0-9+_=-]{20,}")
_OPAQUE_WITH_SLASHES = re.compile(r"(?<![\w/.:+-])[A-Za-z0-9+/]{32,}={0,2}(?![\w/-])")
_SHORT = re.compile(r"[\w .-]*")
_RUN = re.compile(r"[A-Z]+|[a-z]+|[0-9]+")

Piece = tuple[str, bool]
"""Part of a text, and whether it is done with."""
Replace = Callable[["Shapes", re.Match[str], int], str | None]


@dataclass(frozen=True)
class Shapes:
    """Finds what has to be redacted in texts.

    Args:
        fields: what names say, for ``name=value`` in a text.
        stand_ins: where stand-ins come from.
    """

    fields: Fields
    stand_ins: StandIns
    _seen: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, text: str, depth: int = 0) -> str:
        """Return a text without secrets and personal data, as far as they have a shape."""
        if depth > NESTING_MAX or _is_harmless(text):
            return text
        known = self._seen.get(text)
        if known is None:
            known = self._read(text, depth)
            if len(text) <= REMEMBERED_LENGTH_MAX and len(self._seen) < REMEMBERED_MAX:
                self._seen[text] = known
        return known

    def _read(self, text: str, depth: int) -> str:
        pieces: list[Piece] = [(text, False)]
        for expression, replace in DETECTORS:
            pieces = [part for piece in pieces for part in self._split(piece, expression, replace, depth)]
        return "".join(part for part, _ in pieces)

    def _split(self, piece: Piece, expression: re.Pattern[str], replace: Replace, depth: int) -> list[Piece]:
        text, done = piece
        if done:
            return [piece]
        parts, position = [], 0
        for match in expression.finditer(text):
            stand_in = replace(self, match, depth)
            if stand_in is not None:
                parts += [(text[position : match.start()], False), (stand_in, True)]
                position = match.end()
        return [*parts, (text[position:], False)]

    def token(self, value: str) -> str:
        """Return the stand-in of a secret; of a JWT, one that can still be read."""
        return self.jwt(value) if _JWT.fullmatch(value) else self.stand_ins.of(Kind.TOKEN, value)

    def jwt(self, value: str) -> str:
        """Return a token with the same claims, their texts replaced, under a signature that is none."""
        head, payload, signature = value.split(".")
        claims = _decoded(payload)
        if claims is None:
            return self.stand_ins.of(Kind.TOKEN, value)
        parts = [self._claims(head), self._claims(payload), self.stand_ins.of(Kind.TOKEN, signature)]
        return self.stand_ins.registered(value, ".".join(parts))

    def _claims(self, part: str) -> str:
        claims = _decoded(part)
        if not isinstance(claims, dict):
            return self.stand_ins.of(Kind.TOKEN, part)
        kept = {
            name: value if name in JWT_KEPT or not isinstance(value, str) else self.stand_ins.of(Kind.TOKEN, value)
            for name, value in claims.items()
            if isinstance(value, str | int | float | bool)
        }
        return base64.urlsafe_b64encode(json.dumps(kept, separators=(",", ":")).encode()).decode().rstrip("=")


def _is_harmless(text: str) -> bool:
    """Tell, sooner than the detectors would, that none of them finds anything: a short word, a time."""
    if len(text) > HARMLESS_LENGTH_MAX:
        return FORMATS["date-time"].fullmatch(text) is not None
    return _SHORT.fullmatch(text) is not None and sum(map(str.isdigit, text)) < PHONE_DIGITS.start


def _decoded(part: str) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        return None


def _pem(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    lines = match[0].replace("\\n", "\n").split("\n")
    inner = "".join(lines[1:-1])
    return match[0].replace(inner, shapes.stand_ins.of(Kind.TOKEN, inner)) if inner in match[0] else _blank_pem(lines)


def _blank_pem(lines: list[str]) -> str:
    return "\n".join((lines[0], lines[-1]))


def _whole(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    return shapes.token(match[0])


def _scheme(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    return match[0][: match.start(1) - match.start()] + shapes.token(match[1])


def _user_info(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    user, _, password = match[0].partition(":")
    return f"{shapes.stand_ins.of(Kind.TOKEN, user)}:{shapes.stand_ins.of(Kind.TOKEN, password)}"


def _assigned(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    name, between, value = match.groups()
    kind = shapes.fields.kind(name)
    if kind is None or name == "name" or value.lower() in ("null", "true", "false", "none"):
        return None
    decoded = unquote(value)
    made = shapes.token(decoded) if kind is Kind.TOKEN else shapes.stand_ins.of(kind, decoded)
    return f"{name}{between}{quote(made, safe='') if decoded != value else made}"


def _escaped(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    decoded = unquote(match[0].replace("+", " "))
    made = shapes.text(decoded, depth + 1)
    return None if made == decoded else quote(made, safe="")


def _email(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    return shapes.stand_ins.of(Kind.EMAIL, match[0])


def _mailbox(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    """A name before its address: ``Ann Smith <ann@example.org>``."""
    name, between, address = match.groups()
    return f"{shapes.stand_ins.of(Kind.NAME, name)}{between}{shapes.stand_ins.of(Kind.EMAIL, address)}"


def _identity(shapes: Shapes, match: re.Match[str], depth: int) -> str:
    return shapes.stand_ins.of(Kind.IDENTITY, match[0])


def _iban(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    return shapes.stand_ins.of(Kind.IDENTITY, match[0]) if is_iban(match[0].replace(" ", "")) else None


def is_iban(text: str) -> bool:
    """Tell whether a text is an international bank account number: its check digits are right (ISO 13616)."""
    return int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1


def _card(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    digits = re.sub(r"\D", "", match[0])
    return shapes.stand_ins.of(Kind.CARD, match[0]) if is_card(digits) else None


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address and nothing else."""
    return _EMAIL.fullmatch(text) is not None


def is_card(digits: str) -> bool:
    """Tell whether digits are the number of a payment card: length, first digit, check digit."""
    return len(digits) in CARD_DIGITS and digits[0] in CARD_FIRST and passes_luhn(digits)


def _phone(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    count = sum(each.isdigit() for each in match[0])
    return shapes.stand_ins.of(Kind.PHONE, match[0]) if count in PHONE_DIGITS else None


def _encoded(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    """Look inside of base64."""
    text = match[0]
    if _UUID.fullmatch(text):
        return None
    web = "-" in text or "_" in text
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_" if web else None, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    if not decoded.isprintable() and not decoded.strip().isprintable():
        return None
    made = shapes.text(decoded, depth + 1)
    if made == decoded:
        return None
    encoded = (base64.urlsafe_b64encode if web else base64.b64encode)(made.encode()).decode()
    return shapes.stand_ins.registered(text, encoded if len(text) % 4 == 0 else encoded.rstrip("="))


def _opaque(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    return shapes.stand_ins.of(Kind.TOKEN, match[0]) if is_opaque(match[0]) else None


def _opaque_with_slashes(shapes: Shapes, match: re.Match[str], depth: int) -> str | None:
    """Base64 may hold slashes; a path holds words between them."""
    parts = [part for part in match[0].strip("=").split("/") if len(part) > 2]
    drawn = all(len({_class(each) for each in part}) > 1 for part in parts)
    return shapes.stand_ins.of(Kind.TOKEN, match[0]) if drawn and is_opaque(match[0]) else None


def _class(character: str) -> str:
    return "digit" if character.isdigit() else "upper" if character.isupper() else "lower"


def is_opaque(text: str) -> bool:
    """Tell whether a text was drawn by chance, and so may be a secret: long, and of every class in turns."""
    if _UUID.fullmatch(text) or text.isdigit():
        return False
    bare = text.strip("=")
    if set(bare) <= set("0123456789abcdefABCDEF"):
        return len(bare) >= HEXADECIMAL_LENGTH_MIN and len(set(bare)) > 4
    runs = _RUN.findall(bare)
    has_both = any(each.isdigit() for each in runs) and any(each.isalpha() for each in runs)
    turns = len(runs) / len(bare)
    return has_both and turns >= TURNS_SHARE_MIN and len(bare) >= ENTROPY_LENGTH_MIN and _bits(bare) >= ENTROPY_BITS_MIN


def _bits(text: str) -> float:
    """Return the Shannon entropy of a text in bits per character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


DETECTORS: tuple[tuple[re.Pattern[str], Replace], ...] = (
    (_PEM, _pem),
    (_JWT, _whole),
    (_SCHEME, _scheme),
    (_USER_INFO, _user_info),
    (_ASSIGNED, _assigned),
    (_PREFIXED, _whole),
    (_ESCAPED, _escaped),
    (_MAILBOX, _mailbox),
    (_EMAIL, _email),
    (_UUID, lambda shapes, match, depth: match[0]),
    (_IBAN, _iban),
    (_SOCIAL_SECURITY, _identity),
    (_DIGITS, _card),
    (_PHONE, _phone),
    (_ENCODED, _encoded),
    (_OPAQUE_WITH_SLASHES, _opaque_with_slashes),
    (_OPAQUE, _opaque),
)
"""In this order; what one has replaced, no later one sees."""
