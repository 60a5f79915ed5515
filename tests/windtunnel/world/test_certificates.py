"""Certificates of our own."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from windtunnel.kernel.errors import FileError
from windtunnel.world.certificates import Authority


def test_a_client_that_trusts_the_file_trusts_the_server(tmp_path: Path) -> None:
    """A handshake in memory, for the right name and not for another."""
    authority = Authority(tmp_path / "ca")
    server = authority.server_context(["localhost", "127.0.0.1"])
    client = ssl.create_default_context(cafile=str(authority.file))
    assert handshake(client, server, "localhost") is None
    assert "mismatch" in str(handshake(client, server, "example.org"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "ca").write_text("")
    with pytest.raises(FileError, match=r"ca/windtunnel-ca.pem: cannot be written"):
        Authority(tmp_path / "ca")


def handshake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> ssl.SSLError | None:
    """Shake hands in memory and return why the client refused, if it did."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = (
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    for _ in range(6):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error
    return None


def test_old_protocols_are_refused(tmp_path: Path) -> None:
    """TLS 1.2 at least."""
    assert Authority(tmp_path).server_context(["localhost"]).minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_switching_context_serves_as_the_plain_one_does_without_a_flaw(tmp_path: Path) -> None:
    """With the same minimum of TLS 1.2."""
    authority = Authority(tmp_path)
    server = authority.switching_context(["localhost"], lambda: None)
    client = ssl.create_default_context(cafile=str(authority.file))
    assert handshake(client, server, "localhost") is None
    assert server.minimum_version is ssl.TLSVersion.TLSv1_2
