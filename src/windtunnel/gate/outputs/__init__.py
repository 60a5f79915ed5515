"""The forms in which a report is given, one file each."""

from collections.abc import Callable, Mapping

from ..findings import Report
from .annotations import render_annotations
from .junit import render_junit
from .machine import render_json
from .markdown import render_markdown
from .sarif import render_sarif
from .text import render_text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": render_text,
    "json": render_json,
    "junit": render_junit,
    "sarif": render_sarif,
    "github": render_annotations,
    "markdown": render_markdown,
}

__all__ = ["FORMATS"]
