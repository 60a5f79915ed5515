"""Plotly figures of a condition's timeline, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from windtunnel.scenario.result import ConditionResult, Span, Timeline

BREAKER_LEVELS = {"closed": 0, "half-open": 1, "half_open": 1, "open": 2}
BANDS = {
    "yaxis": [0.62, 1.0],
    "yaxis2": [0.40, 0.58],
    "yaxis3": [0.20, 0.36],
    "yaxis4": [0.0, 0.16],
}
COLOURS = {
    "latency": "#2f6fde",
    "arrivals": "#8a94a6",
    "queue": "#b7791f",
    "dead": "#c53030",
    "fault": "#c53030",
}


@cache
def plotly_script() -> str:
    """Return plotly.js as the ``plotly`` package carries it, so that a report needs no network."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def figure(condition: ConditionResult) -> dict[str, Any]:
    """Return the timeline of a condition: latency and arrivals, queue and dead letters, breakers, faults."""
    timeline = condition.timeline
    assert timeline is not None, "a result that was read back has no timeline"
    return {"data": list(_traces(timeline)), "layout": _layout(timeline)}


def _traces(timeline: Timeline) -> Iterator[dict[str, Any]]:
    yield _points("latency", timeline.latency, "y", mode="markers", colour=COLOURS["latency"])
    yield _rug("arrivals", timeline.arrivals)
    yield _points("queue depth", timeline.queue_depth, "y2", mode="lines", colour=COLOURS["queue"], shape="hv")
    yield _points("dead letters", timeline.dead_letters, "y2", mode="lines", colour=COLOURS["dead"], shape="hv")
    for role, states in timeline.breakers.items():
        levels = [(at, BREAKER_LEVELS.get(state, 0)) for at, state in states]
        yield _points(f"breaker {role}", levels, "y3", mode="lines+markers", shape="hv")
    for row, (name, times) in enumerate(timeline.struck.items()):
        yield {
            "name": name,
            "x": times,
            "y": [row] * len(times),
            "yaxis": "y4",
            "type": "scatter",
            "mode": "markers",
            "marker": {"symbol": "line-ns-open", "size": 9, "color": COLOURS["fault"]},
        }


def _points(
    name: str,
    points: list[Any],
    axis: str,
    *,
    mode: str,
    colour: str | None = None,
    shape: str = "linear",
) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "name": name,
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "yaxis": axis,
        "type": "scatter",
        "mode": mode,
        "line": {"shape": shape, "width": 1.5},
        "marker": {"size": 4},
    }
    if colour:
        trace["line"]["color"] = trace["marker"]["color"] = colour
    return trace


def _rug(name: str, times: list[float]) -> dict[str, Any]:
    return {
        "name": name,
        "x": times,
        "y": [0] * len(times),
        "yaxis": "y",
        "type": "scatter",
        "mode": "markers",
        "marker": {"symbol": "line-ns-open", "size": 7, "color": COLOURS["arrivals"]},
    }


def _layout(timeline: Timeline) -> dict[str, Any]:
    titles = {"yaxis": "latency, s", "yaxis2": "waiting", "yaxis3": "breaker", "yaxis4": "faults"}
    layout: dict[str, Any] = {
        "height": 560,
        "margin": {"l": 64, "r": 16, "t": 16, "b": 40},
        "legend": {"orientation": "h", "y": -0.1},
        "xaxis": {"title": {"text": "seconds after the start"}, "anchor": "y4", "zeroline": False},
        "shapes": [_shape(span, timeline.duration) for span in timeline.faults],
        "hovermode": "closest",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
    for axis, title in titles.items():
        layout[axis] = {"title": {"text": title}, "domain": BANDS[axis], "zeroline": False}
    layout["yaxis3"] |= {
        "tickvals": [0, 1, 2],
        "ticktext": ["closed", "half-open", "open"],
        "range": [-0.3, 2.3],
    }
    layout["yaxis4"] |= {"tickvals": [], "showgrid": False}
    return layout


def _shape(span: Span, duration: float) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": span.start,
        "x1": span.end if span.end is not None else max(duration, span.start),
        "y0": 0,
        "y1": 1,
        "fillcolor": COLOURS["fault"],
        "opacity": 0.07,
        "line": {"width": 0},
    }
