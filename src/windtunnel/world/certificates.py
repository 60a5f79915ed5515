"""A certificate authority of our own, for HTTPS on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path

import trustme

from windtunnel.kernel.errors import FileError

from .flawed_tls import Choose, SwitchingContext, prepare, switching_context


class Authority:
    """A local CA and the server certificates it signs.

    Args:
        folder: where the CA's certificate is written, for clients to trust.

    Raises:
        FileError: it cannot be written there.
    """

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA(organization_name="Windtunnel local CA")
        self.file = folder / "windtunnel-ca.pem"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._authority.cert_pem.write_to_path(self.file)
        except OSError as error:
            raise FileError(f"cannot be written: {error.strerror}", file=self.file) from error

    def server_context(self, hosts: Sequence[str]) -> ssl.SSLContext:
        """Return a TLS context that serves ``hosts``."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        prepare(context, self._authority.issue_cert(*hosts))
        return context

    def switching_context(self, hosts: Sequence[str], choose: Choose) -> SwitchingContext:
        """Return a TLS context that serves ``hosts``, single connections with a flaw when ``choose`` says so."""
        return switching_context(self._authority, hosts, choose)
