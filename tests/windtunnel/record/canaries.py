"""Values of every kind that must not be written, planted wherever a value can stand."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote_to_bytes

from windtunnel.record.exchange import Exchange

from .traffic import JSON, exchange

CLAIMS = base64.urlsafe_b64encode(b'{"sub":"CanarySubject77","exp":1}').decode().rstrip("=")
SHAPED = {
    "jwt": f"eyJhbGciOiJIUzI1NiJ9.{CLAIMS}.c2lnQ2FuYXJ5U2lnbmF0dXJl",
    "slack": "xoxb-canary1-2222333344-AbCdEfGhIj",
    "openai": "sk-canaryAbCdEfGh0123456789",
    "drawn": "kQ9zT3canaryW7pLx2VbN8mR4dY6",
    "hexadecimal": "c0ffee00deadbeef0badcafe12345678",
    "email": "canary.person@corp-canary.org",
    "phone": "+49 (170) 555-0199",
    "grouped": "415-555-0132",
    "card": "4242 4242 4242 4242",
    "social security": "078-05-1120",
    "bank account": "DE89 3704 0044 0532 0130 00",
    "bare card": "5555555555554444",
}
NAMED = {
    "password": "hunter2Canary",
    "client_secret": "plainCanarySecret1",
    "X-Api-Key": "key-canary-77",
    "session_id": "sessCanary1234",
    "firstName": "Canarina",
    "last_name": "Birdfield",
    "full_name": "Canarina Birdfield",
    "phone_number": "0170 5550 1234",
    "passport_number": "C01X00T47",
    "cvv": "canary987",
}
TEXT_ONLY_BY_FIELD = ("full_name",)


def planted() -> list[Exchange]:
    """Return exchanges with every canary in every place where its kind can be told."""
    return [*_shaped(), *_named(), *_headers()]


def forms(value: str) -> Iterator[bytes]:
    """Return a value as it may be written: raw, escaped for URLs, in base64."""
    yield value.encode()
    for escaped in (quote(value, safe=""), quote_plus(value), quote(value)):
        yield escaped.encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(value.encode()).rstrip(b"=")
    yield json.dumps(value)[1:-1].encode()


def views(content: bytes) -> bytes:
    """Return content with everything that is hidden in it laid open: escapes undone, base64 decoded."""
    runs = set(re.findall(rb"[A-Za-z0-9+/_-]{12,}", content))
    opened = [_opened(run.replace(b"-", b"+").replace(b"_", b"/")) for run in sorted(runs)]
    return b"\n".join([content, unquote_to_bytes(content), *opened])


def _opened(run: bytes) -> bytes:
    return base64.b64decode(run[: len(run) - len(run) % 4] if len(run) % 4 == 1 else run + b"=" * (-len(run) % 4))


def _shaped() -> Iterator[Exchange]:
    for value in SHAPED.values():
        told = f"please call or write: {value}, thank you"
        nested = json.dumps({"inner": json.dumps({"deep": value})})
        body = {
            "note": told,
            "list": [value],
            "nested": nested,
            "link": f"https://x.example/a?q={quote(value, safe='')}&page=1",
            "encoded": base64.b64encode(told.encode()).decode(),
            "web": base64.urlsafe_b64encode(json.dumps({"at": value}).encode()).decode().rstrip("="),
            value: 1,
        }
        yield exchange(f"/v2/find/{quote(value, safe='')}", body, query=f"term={quote_plus(value)}", asked=body)
        yield exchange("/v2/find", body, 404, headers=(("Location", f"https://x.example/{quote(value)}"),))
        yield from _other_bodies("note", value)


def _named() -> Iterator[Exchange]:
    for name, value in NAMED.items():
        body = {
            name: value,
            "list": [{name: value}],
            "wrapped": {name: {"value": value}},
            "settings": [{"name": name, "value": value}],
            "nested": json.dumps({name: value}),
            "link": f"https://x.example/a?{name}={quote(value, safe='')}",
        }
        yield exchange("/v2/things", body, asked=body, method="POST", query=f"{name}={quote_plus(value)}&page=2")
        yield from _other_bodies(name, value)
    for name in TEXT_ONLY_BY_FIELD:
        yield exchange("/v2/notes", {"note": f"met {NAMED[name]} and {NAMED['password']} today"})


def _other_bodies(name: str, value: str) -> Iterator[Exchange]:
    """Forms, multipart, XML, CSV, streams of events."""
    part = f'Content-Disposition: form-data; name="{name}"'
    bodies = {
        "application/x-www-form-urlencoded": f"{name}={quote_plus(value)}&user[{name}]={quote_plus(value)}",
        "multipart/form-data; boundary=bb": f"--bb\r\n{part}\r\n\r\n{value}\r\n--bb--",
        "text/xml": f'<?xml version="1.0"?><a><{name}>{value}</{name}><b {name}="{value}">{{}}</b></a>',
        "text/csv": f'id,{name}\n1,"{value}"\n',
        "text/event-stream": f'event: x\ndata: {{"{name}": "{value}"}}\n\n',
        "application/x-ndjson": f'{{"{name}": "{value}"}}\n{{"{name}": "{value}"}}\n',
        "": json.dumps({name: value}),
    }
    for media, text in bodies.items():
        headers = (("Content-Type", media),)
        yield Exchange(
            "POST", "https://desk.example", "/v2/other", "", headers, text.encode(), 200, headers, text.encode()
        )


def _headers() -> Iterator[Exchange]:
    secret, basic = SHAPED["drawn"], base64.b64encode(b"canary-user:canary-pass").decode()
    sent = (
        ("Authorization", f"Bearer {secret}"),
        ("Proxy-Authorization", f"Basic {basic}"),
        ("Cookie", f"sid={NAMED['session_id']}; theme=dark"),
        ("X-Api-Key", NAMED["X-Api-Key"]),
        ("X-Forwarded-User", SHAPED["email"]),
        ("Referer", f"https://x.example/?access_token={NAMED['session_id']}"),
    )
    back = (("Set-Cookie", f"sid={NAMED['session_id']}; Path=/; HttpOnly"), ("X-Auth-Token", NAMED["client_secret"]))
    yield exchange("/v2/me", {"ok": True}, sent=sent, headers=(*JSON, *back))


HIDDEN = [
    *SHAPED.values(),
    *NAMED.values(),
    "CanarySubject77",
    "canary-user:canary-pass",
    "canary.person",
    "corp-canary",
]
