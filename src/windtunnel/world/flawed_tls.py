"""TLS servers that cannot prove who they are: contexts with a flaw, and one that takes them for single connections."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import trustme

ELSEWHERE = "elsewhere.invalid"
LONG_AGO = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 1, 1, tzinfo=UTC))
"""From when and until when the expired certificate was valid."""
NO_SECURITY_LEVEL = "DEFAULT:@SECLEVEL=0"
"""The ciphers without which OpenSSL 3 does not speak TLS 1.1 at all."""


@dataclass(frozen=True)
class Presented:
    """What one connection is served with.

    Args:
        flaw: a key of ``FLAWS``.
        trusted: called when the client sends something all the same.
    """

    flaw: str
    trusted: Callable[[], None]


Choose = Callable[[], Presented | None]


class SwitchingContext(ssl.SSLContext):
    """A server's context that serves a connection with a flaw when ``choose`` says so; asked once a connection."""

    choose: Choose
    flawed: Mapping[str, ssl.SSLContext]

    def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
        """Begin a connection."""
        presented = self.choose()
        if presented is None:
            return super().wrap_bio(*arguments, **named)
        connection = self.flawed[presented.flaw].wrap_bio(*arguments, **named)
        assert isinstance(connection, _Watched), "flawed contexts make watched connections"
        connection.trusted = presented.trusted
        return connection


class _Watched(ssl.SSLObject):
    """A connection that tells once when its client sends something: it has taken the certificate for good."""

    trusted: Callable[[], None] | None = None

    def do_handshake(self) -> None:
        """Go on with the handshake; one that fails waits for the client to go, once the alert is on its way.

        An event loop drops what is still to be sent when the handshake fails, and the client would see a reset.
        """
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            raise ssl.SSLWantReadError from error

    def read(self, *arguments: Any, **named: Any) -> Any:
        """Return decrypted bytes, or how many came into a buffer."""
        got = super().read(*arguments, **named)
        if got and self.trusted is not None:
            told, self.trusted = self.trusted, None
            told()
        return got


def prepare(context: ssl.SSLContext, certificate: trustme.LeafCert) -> None:
    """Make a context serve HTTP/1.1 with a certificate."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    certificate.configure_cert(context)


def flawed_contexts(authority: trustme.CA, hosts: Sequence[str]) -> dict[str, ssl.SSLContext]:
    """Return a context for each flaw of a server of ``hosts`` whose clients trust ``authority``."""
    return {name: make(authority, hosts) for name, make in FLAWS.items()}


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = _Watched
    prepare(context, certificate)
    return context


def _expired(authority: trustme.CA, hosts: Sequence[str]) -> ssl.SSLContext:
    not_before, not_after = LONG_AGO
    return _context(authority.issue_cert(*hosts, not_before=not_before, not_after=not_after))


def _for_another_host(authority: trustme.CA, hosts: Sequence[str]) -> ssl.SSLContext:
    return _context(authority.issue_cert(ELSEWHERE))


def _untrusted(authority: trustme.CA, hosts: Sequence[str]) -> ssl.SSLContext:
    return _context(trustme.CA(organization_name="Nobody's CA").issue_cert(*hosts))


def _too_old(authority: trustme.CA, hosts: Sequence[str]) -> ssl.SSLContext:
    context = _context(authority.issue_cert(*hosts))
    context.set_ciphers(NO_SECURITY_LEVEL)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # that it is old is the point
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


FLAWS: Mapping[str, Callable[[trustme.CA, Sequence[str]], ssl.SSLContext]] = {
    "expired": _expired,
    "wrong-host": _for_another_host,
    "untrusted": _untrusted,
    "protocol": _too_old,
}


def switching_context(authority: trustme.CA, hosts: Sequence[str], choose: Choose) -> SwitchingContext:
    """Return a context that serves ``hosts``, with a flaw where ``choose`` says so."""
    context = SwitchingContext(ssl.PROTOCOL_TLS_SERVER)
    prepare(context, authority.issue_cert(*hosts))
    context.choose = choose
    context.flawed = _OnDemand(partial(_made, authority, hosts))
    return context


def _made(authority: trustme.CA, hosts: Sequence[str], flaw: str) -> ssl.SSLContext:
    return FLAWS[flaw](authority, hosts)


class _OnDemand(dict[str, ssl.SSLContext]):
    """Contexts that are made when they are first needed: keys take their time."""

    def __init__(self, make: Callable[[str], ssl.SSLContext]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, flaw: str) -> ssl.SSLContext:
        self[flaw] = self._make(flaw)
        return self[flaw]
