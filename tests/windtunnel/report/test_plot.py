"""Figures."""

from __future__ import annotations

from windtunnel.report.plot import figure, plotly_script

from .results import result


def test_a_figure_has_everything_that_happened() -> None:
    """Arrivals, latency, queue, dead letters, breakers, faults."""
    names = [trace["name"] for trace in figure(result().scenarios[0].conditions[0])["data"]]
    assert names == ["latency", "arrivals", "queue depth", "dead letters", "breaker chat", "refuse on chat"]


def test_a_fault_without_end_is_shaded_to_the_end_of_the_run() -> None:
    """Two seconds here."""
    (shape,) = figure(result().scenarios[0].conditions[0])["layout"]["shapes"]
    assert (shape["x0"], shape["x1"]) == (0.5, 2.0)


def test_plotly_comes_with_the_package() -> None:
    """No network is needed for it."""
    assert "plotly.js" in plotly_script()[:200]
