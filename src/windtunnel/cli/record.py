"""``windtunnel record``: its options. What it does is in ``recording``, imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def record(
    system: Annotated[str, typer.Argument(help="Name of the system: the folder below contracts/.")],
    upstream: Annotated[
        str | None, typer.Option(help="The real system: http(s)://HOST[:PORT]. Nothing else is contacted.")
    ] = None,
    from_har: Annotated[
        Path | None, typer.Option(help="Take the traffic from this HAR file; nobody is called.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Project that gets the contract; by default the one around this folder.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Stop after this time; else on Ctrl-C.")] = None,
    listen: Annotated[int, typer.Option(min=0, max=65535, help="Port for the client; any free one by default.")] = 0,
    upstream_ca: Annotated[
        Path | None, typer.Option(help="CA file that the upstream's certificate is signed by.")
    ] = None,
    redact: Annotated[list[str] | None, typer.Option(help="Also redact fields of this name; repeatable.")] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Do not redact fields of this name unless their shape demands it; repeatable."),
    ] = None,
    expires_days: Annotated[int, typer.Option(min=1, help="How long the recording counts as fresh.")] = 90,
    template_after: Annotated[int, typer.Option(min=1, help="Different ids at one place that make a parameter.")] = 2,
    required_after: Annotated[int, typer.Option(min=1, help="Sightings that make a property required.")] = 3,
    format_after: Annotated[int, typer.Option(min=1, help="Matching texts that make a format.")] = 3,
    enum_after: Annotated[int, typer.Option(min=1, help="Sightings that make an enum.")] = 20,
    enum_values: Annotated[int, typer.Option(min=1, help="Different values that an enum has at most.")] = 8,
    map_after: Annotated[int, typer.Option(min=2, help="Different keys that make a map.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object on a line.")] = False,
) -> None:
    """Record a real system into a contract and recordings, secrets and personal data redacted."""
    from windtunnel.record.inference import Thresholds
    from windtunnel.record.keeping import Wanted
    from windtunnel.record.redaction import Fields

    from .recording import Options, project_around, run

    limits = Thresholds(
        template_values=template_after,
        required_sightings=required_after,
        format_sightings=format_after,
        enum_sightings=enum_after,
        enum_values=enum_values,
        map_keys=map_after,
    )
    fields = Fields.of(redact or (), keep or ())
    wanted = Wanted(system, out or project_around(Path.cwd()), upstream or "", limits, fields, expires_days)
    raise typer.Exit(run(Options(wanted, from_har, seconds, listen, upstream_ca, as_json)))
