"""A small process that puts right what a fault left behind in a proxy server, when whoever made the fault cannot.

It holds leases. When one runs out, or standard input closes because the owner is gone, it takes the fault away, and
ends once it holds nothing and has no owner. It runs on its own, outside the package, so that it starts at once and
needs nothing: commands are JSON objects on lines of standard input, and each that grants a lease is answered on
standard output once the lease is held.

    {"hold": "3", "kind": "toxic", "proxy": "crm", "toxic": "t3", "seconds": 60}
    {"forget": "3"}
    {"end": true}
"""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

ANSWER_SECONDS_MAX = 5.0
RETRY_SECONDS = 0.5
GIVE_UP_SECONDS = 30.0
"""How long a server may be out of reach before its faults count as gone with it."""
REFUSED_SECONDS = 3.0
"""The same for one whose port nobody listens on: it has ended."""
REFUSED = 0
"""In place of a status."""
SECOND_LOOK_SECONDS = 0.5
"""A command that the owner sent as it died can overtake the first look."""
READ_BYTES = 65536
Lease = Mapping[str, Any]


def remove_toxic(lease: Lease) -> tuple[str, str, bytes]:
    """Return the call that takes a toxic away."""
    return "DELETE", f"/proxies/{_quoted(lease['proxy'])}/toxics/{_quoted(lease['toxic'])}", b""


def enable(lease: Lease) -> tuple[str, str, bytes]:
    """Return the call that lets a proxy listen again; servers before 2.6 know POST alone, and later ones still do."""
    return "POST", f"/proxies/{_quoted(lease['proxy'])}", b'{"enabled": true}'


def remove_proxy(lease: Lease) -> tuple[str, str, bytes]:
    """Return the call that takes a proxy away."""
    return "DELETE", f"/proxies/{_quoted(lease['proxy'])}", b""


CURES: Mapping[str, Callable[[Lease], tuple[str, str, bytes]]] = {
    "toxic": remove_toxic,
    "closed": enable,
    "proxy": remove_proxy,
}
"""What is done by the kind of a lease, in the order in which everything is put right."""


class Dismissed(Exception):
    """The owner ends, and everything that it ordered has been answered."""


class Watchdog:
    """Holds leases on faults in one server.

    Args:
        url: of the server's control API.
        now: the time in seconds; only differences mean anything.
        sleep: waits for some seconds.
    """

    def __init__(self, url: str, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._address = urlsplit(url)
        self._now = now
        self._sleep = sleep
        self.leases: dict[str, tuple[Lease, float | None]] = {}

    def command(self, told: Mapping[str, Any]) -> str | None:
        """Obey a command, and return the id of a lease that is held from now on.

        Raises:
            Dismissed: the owner says that it is about to end and commands nothing more.
        """
        if "end" in told:
            raise Dismissed
        if "forget" in told:
            self.leases.pop(told["forget"], None)
            return None
        seconds = told.get("seconds")
        self.leases[told["hold"]] = (told, None if seconds is None else self._now() + seconds)
        return str(told["hold"])

    def patience(self) -> float | None:
        """Return how long nothing has to be done; ``None`` when nothing ever has."""
        ends = [until for _, until in self.leases.values() if until is not None]
        return max(0.0, min(ends) - self._now()) if ends else None

    def end_due(self) -> None:
        """Put right what has run out."""
        now = self._now()
        for name, (lease, until) in list(self.leases.items()):
            if until is not None and until <= now:
                self.cure(lease)
                del self.leases[name]

    def end_all(self, *, look_again: bool) -> None:
        """Put everything right.

        Args:
            look_again: whether the owner may have sent commands that arrive only now.
        """
        ordered = [lease for kind in CURES for lease, _ in self.leases.values() if lease["kind"] == kind]
        for lease in ordered:
            self.cure(lease)
        self.leases.clear()
        if ordered and look_again:
            self._sleep(SECOND_LOOK_SECONDS)
            for lease in ordered:
                self.cure(lease)

    def cure(self, lease: Lease) -> bool:
        """Put one thing right, and tell whether the server said so; what is gone already is right."""
        method, path, body = CURES[lease["kind"]](lease)
        begun = self._now()
        while True:
            status = self._call(method, path, body)
            if status is not None and (200 <= status < 300 or status == 404):
                return True
            if self._now() - begun >= (REFUSED_SECONDS if status == REFUSED else GIVE_UP_SECONDS):
                return False
            self._sleep(RETRY_SECONDS)

    def _call(self, method: str, path: str, body: bytes) -> int | None:
        host, port = self._address.hostname or "localhost", self._address.port or 80
        connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            return connection.getresponse().status
        except ConnectionRefusedError:
            return REFUSED
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def _quoted(name: str) -> str:
    return quote(name, safe="")


class _Asked(Exception):
    """Somebody asked the process to end."""


def _ask_to_end(number: int, frame: object) -> None:
    raise _Asked


def main() -> None:
    """Hold leases until there is neither an owner nor a lease."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _ask_to_end)
    watchdog = Watchdog(sys.argv[1], time.monotonic, time.sleep)
    look_again = True
    try:
        _listen(watchdog)
    except Dismissed:
        look_again = False
    except _Asked:
        pass
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    watchdog.end_all(look_again=look_again)


def _listen(watchdog: Watchdog) -> None:
    """Obey commands until standard input closes."""
    rest = b""
    while True:
        watchdog.end_due()
        readable, _, _ = select.select([0], [], [], watchdog.patience())
        if not readable:
            continue
        read = os.read(0, READ_BYTES)
        if not read:
            return
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            held = watchdog.command(json.loads(line))
            if held is not None:
                os.write(1, json.dumps({"held": held}).encode() + b"\n")


if __name__ == "__main__":
    main()
