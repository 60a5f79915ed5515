"""Counters."""

from __future__ import annotations

from windtunnel.proxy.metrics import ByteCounts, process_lines


def test_links_of_one_proxy_add_up() -> None:
    """By direction; label values are escaped."""
    counts = ByteCounts()
    counts.add(("upstream", 'a"\\\n', "l", "u"), 5, 4)
    counts.add(("upstream", 'a"\\\n', "l", "u"), 1, 1)
    lines = list(counts.lines())
    labels = 'direction="upstream",listener="l",proxy="a\\"\\\\\\n",upstream="u"'
    assert f"toxiproxy_proxy_received_bytes_total{{{labels}}} 6" in lines
    assert f"toxiproxy_proxy_sent_bytes_total{{{labels}}} 5" in lines


def test_a_process_shows_what_it_uses() -> None:
    """CPU time, memory, descriptors."""
    values = dict(line.split() for line in process_lines() if not line.startswith("#"))
    assert float(values["process_cpu_seconds_total"]) > 0
    assert float(values["process_max_resident_memory_bytes"]) > 1e6
    assert int(values["process_open_fds"]) > 2
