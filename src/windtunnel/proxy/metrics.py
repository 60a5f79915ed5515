"""Counters in Prometheus' text format."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[str, str, str, str]
"""Direction, proxy, listener, upstream."""

_LABEL_NAMES = ("direction", "proxy", "listener", "upstream")
_DESCRIPTORS = Path("/proc/self/fd")


class ByteCounts:
    """Bytes carried by connections that have ended, as Toxiproxy counts them."""

    def __init__(self) -> None:
        self._counts: dict[Labels, tuple[int, int]] = {}

    def add(self, labels: Labels, received: int, sent: int) -> None:
        """Count what one link has read and written."""
        before = self._counts.get(labels, (0, 0))
        self._counts[labels] = (before[0] + received, before[1] + sent)

    def lines(self) -> Iterator[str]:
        """Return the exposition, line by line."""
        for column, name in enumerate(("received", "sent")):
            metric = f"toxiproxy_proxy_{name}_bytes_total"
            yield f"# HELP {metric} Bytes {name} by links of connections that have ended."
            yield f"# TYPE {metric} counter"
            for labels, counts in sorted(self._counts.items()):
                pairs = zip(_LABEL_NAMES, labels, strict=True)
                shown = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(pairs))
                yield f"{metric}{{{shown}}} {counts[column]}"


def process_lines() -> Iterator[str]:
    """Return what this process uses."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    yield from _gauge("process_cpu_seconds_total", "counter", "CPU time used.", usage.ru_utime + usage.ru_stime)
    yield from _gauge("process_max_resident_memory_bytes", "gauge", "Most memory ever used.", usage.ru_maxrss * 1024)
    if _DESCRIPTORS.is_dir():
        yield from _gauge("process_open_fds", "gauge", "Open file descriptors.", sum(1 for _ in _DESCRIPTORS.iterdir()))


def _gauge(name: str, kind: str, about: str, value: float) -> tuple[str, ...]:
    return (f"# HELP {name} {about}", f"# TYPE {name} {kind}", f"{name} {value}")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
