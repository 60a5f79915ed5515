"""Addresses as people write them (``localhost:6379``, ``:0``, ``[::1]:80``) and as sockets take them."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from .errors import ListenError

LOOKUP_SECONDS_MAX = 10.0
BACKLOG = 4096
PORT_MAX = 65535
EVERY_HOST = ("", "::")


@dataclass(frozen=True)
class Address:
    """A host and a port.

    Args:
        host: a name, an IP address, or nothing for every address of this machine.
        port: 0 for any free one.
    """

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """Return what an address consists of; nothing at all is ``:0``.

    Raises:
        ListenError: it has no port, or an impossible one.
    """
    if not text:
        return Address("", 0)
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or (host.startswith("[") and not bracketed):
        raise ListenError(f"address {text}: missing port in address")
    if ":" in host and not bracketed:
        raise ListenError(f"address {text}: too many colons in address")
    if port and not (port.isascii() and port.isdigit() and int(port) <= PORT_MAX):
        raise ListenError(f"address {port}: invalid port")
    return Address(host[1:-1] if bracketed else host, int(port or 0))


async def resolve(address: Address) -> list[Address]:
    """Return the IP addresses of a host, IPv4 first; an empty host stays as it is.

    Raises:
        ListenError: the name cannot be resolved.
    """
    if not address.host or _is_ip(address.host):
        return [address]
    loop = asyncio.get_running_loop()
    try:
        lookup = loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        found = await asyncio.wait_for(lookup, LOOKUP_SECONDS_MAX)
    except TimeoutError:
        raise ListenError(f"lookup {address.host}: i/o timeout") from None
    except (OSError, UnicodeError, ValueError):
        raise ListenError(f"lookup {address.host}: no such host") from None
    hosts = [str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)]
    return [Address(host, address.port) for host in dict.fromkeys(hosts)]


async def resolve_listen(text: str) -> Address:
    """Return the one address to listen on.

    Raises:
        ListenError: it cannot be understood or resolved.
    """
    return (await resolve(parse_address(text)))[0]


def listen(address: Address) -> socket.socket:
    """Return a listening socket; without a host it takes connections over IPv6 and IPv4.

    Raises:
        ListenError: the address cannot be bound.
    """
    every = address.host in EVERY_HOST
    ipv6 = socket.has_dualstack_ipv6() if every else ":" in address.host
    listener = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if ipv6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if every else 1)
        listener.setblocking(False)
        listener.bind((address.host, address.port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError, ValueError) as error:
        listener.close()
        raise ListenError(f"listen tcp {address}: bind: {_reason(error)}") from None
    return listener


def local_address(bound: socket.socket) -> Address:
    """Return where a socket is bound."""
    host, port, *_ = bound.getsockname()
    return Address(host, port)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _reason(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) and error.errno else errno.EINVAL
    reason = os.strerror(number)
    return reason[:1].lower() + reason[1:]
