"""Addresses."""

from __future__ import annotations

import socket

import pytest

from windtunnel.proxy.address import Address, listen, local_address, parse_address, resolve, resolve_listen
from windtunnel.proxy.errors import ListenError

from .looping import run


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("localhost:80", "localhost", 80),
        ("127.0.0.1:0", "127.0.0.1", 0),
        (":0", "", 0),
        ("", "", 0),
        ("[::1]:80", "::1", 80),
        ("x:", "x", 0),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    """IPv6 in brackets."""
    assert parse_address(text) == Address(host, port)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("localhost", "address localhost: missing port in address"),
        ("[::1]", "address [::1]: missing port in address"),
        ("[::1:80", "address [::1:80: missing port in address"),
        ("::1:80", "address ::1:80: too many colons in address"),
        ("x:99999", "address 99999: invalid port"),
        ("x:-1", "address -1: invalid port"),
        ("x:http", "address http: invalid port"),
        ("x:٣", "address ٣: invalid port"),
    ],
)
def test_what_is_no_address_is_told(text: str, message: str) -> None:
    """In the words of the original."""
    with pytest.raises(ListenError) as caught:
        parse_address(text)
    assert caught.value.message == message


def test_an_address_reads_as_it_is_written() -> None:
    """IPv6 gets its brackets back."""
    for text in ("127.0.0.1:80", "[::1]:80", ":80"):
        assert str(parse_address(text)) == text


def test_names_are_resolved_ipv4_first() -> None:
    """An IP address and an empty host stay as they are."""
    assert run(resolve_listen("localhost:80")) == Address("127.0.0.1", 80)
    assert run(resolve_listen(":80")) == Address("", 80)
    assert run(resolve(Address("::1", 80))) == [Address("::1", 80)]


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 300, "a..b", "\x00", "ü" * 70])
def test_a_name_that_nobody_knows_is_told(host: str) -> None:
    """Impossible names too."""
    with pytest.raises(ListenError, match="no such host|i/o timeout"):
        run(resolve(Address(host, 80)))


def test_listening_on_every_address_takes_both_families() -> None:
    """IPv4 clients reach a socket that listens on everything."""
    with listen(Address("", 0)) as listening:
        port = local_address(listening).port
        with socket.create_connection(("127.0.0.1", port), 5):
            pass


def test_a_taken_port_is_told() -> None:
    """With the address."""
    with listen(Address("127.0.0.1", 0)) as listening:
        address = local_address(listening)
        with pytest.raises(ListenError) as caught:
            listen(address)
    assert caught.value.message == f"listen tcp {address}: bind: address already in use"


def test_an_address_of_another_machine_is_told() -> None:
    """192.0.2.0/24 belongs to nobody."""
    with pytest.raises(ListenError, match="cannot assign requested address"):
        listen(Address("192.0.2.1", 0))
