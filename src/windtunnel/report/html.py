"""One self-contained HTML file: verdict first, then the table, then each condition with its timeline."""

from __future__ import annotations

import json
from typing import Any

import jinja2

from windtunnel.scenario.result import RehearsalResult

from .plot import figure, plotly_script
from .table import LEGEND, MARKS

TEMPLATE = "report.html"


def render_html(result: RehearsalResult) -> str:
    """Return the report as one HTML document that needs no network."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("windtunnel.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["figure"] = lambda condition: _embedded(figure(condition))
    environment.filters["short"] = _short
    return environment.get_template(TEMPLATE).render(
        result=result,
        marks={verdict.value: mark for verdict, mark in MARKS.items()},
        legend=LEGEND,
        plotly=plotly_script(),
    )


def _embedded(data: Any) -> str:
    """Return data as JSON that is safe inside a script element."""
    return json.dumps(data).replace("<", "\\u003c")


def _short(value: float | None) -> str:
    return "no samples" if value is None else f"{value:.3g}"
