"""The ``windtunnel`` command. Each command lives in a file of its own and is imported when it is called."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.models import CommandInfo

import windtunnel

from .proxy import proxy
from .record import record

app = typer.Typer(
    name="windtunnel",
    help="Rehearse an AI integration against simulated systems, faults, drift and load.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts in half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="Root of the project; by default the one around this folder.")
]


COLLECTION_THRESHOLDS = (50_000, 20, 100)
"""Reading contracts makes objects by the hundred thousand, hardly one of them garbage: looking took half as long."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"windtunnel {windtunnel.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Rehearse an AI integration against simulated systems, faults, drift and load."""


@app.command()
def run(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Scenarios by name or path; all of the project by default.")
    ] = None,
    condition: Annotated[list[str] | None, typer.Option(help="Only these conditions.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything that chance decides.")] = 1,
    count: Annotated[int | None, typer.Option(min=1, help="Number of events, instead of the scenario's.")] = None,
    input: Annotated[Path | None, typer.Option(help="CSV or JSON Lines file with the workload's rows.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Column mapping of the input: FIELD=COLUMN, repeatable.")
    ] = None,
    world: Annotated[str, typer.Option(help="Where it runs: virtual or wire.")] = "virtual",
    out: Annotated[Path, typer.Option(help="Folder for receipts, journals and reports.")] = Path("out"),
    jobs: Annotated[int | None, typer.Option(min=1, help="Conditions run at once; one per core by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of a table.")] = False,
    project: ProjectOption = None,
) -> None:
    """Rehearse scenarios under all their conditions and say what held."""
    from .run import RunRequest, run_scenarios

    request = RunRequest(
        scenarios=tuple(scenarios or ()),
        conditions=tuple(condition or ()),
        seed=seed,
        count=count,
        input=input,
        columns=tuple(column or ()),
        world=world,
        out=out,
        jobs=jobs,
        as_json=as_json,
        project=project,
    )
    raise typer.Exit(run_scenarios(request))


@app.command()
def up(
    systems: Annotated[list[str], typer.Argument(help="Systems by name, or paths of OpenAPI documents.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on one line once everything is ready.")
    ] = False,
    port: Annotated[
        list[str] | None,
        typer.Option(help="Fixed HTTP port: SYSTEM=PORT, repeatable; free ports by default."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of ids, tokens and credentials.")] = 1,
    clock: Annotated[str, typer.Option(help="How the clock moves: live, frozen, stepped or auto.")] = "live",
    latency: Annotated[bool, typer.Option(help="Take the time that the vendor takes.")] = False,
    intercept: Annotated[
        bool, typer.Option(help="Start a proxy, too, that brings the vendors' own hosts here (needs mitmproxy).")
    ] = False,
    seed_data: Annotated[
        Path | None,
        typer.Option(help="YAML or JSON: {system: {collection: {id: record}}}, put in at the start."),
    ] = None,
    ca_folder: Annotated[
        Path | None, typer.Option(help="Where the CA file is written; a temporary folder by default.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Serve simulators on loopback, over HTTP and HTTPS."""
    from .up import UpRequest, serve

    request = UpRequest(
        systems=tuple(systems),
        as_json=as_json,
        ports=tuple(port or ()),
        seed=seed,
        clock=clock,
        latency=latency,
        intercept=intercept,
        seed_data=seed_data,
        ca_folder=ca_folder,
        project=project,
    )
    raise typer.Exit(serve(request))


@app.command()
def replay(
    receipt: Annotated[Path, typer.Argument(help="A receipt.json that a run left behind.")],
    out: Annotated[Path, typer.Option(help="Folder for the new receipt and journal.")] = Path("out/replay"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    world: Annotated[str | None, typer.Option(help="Another world than the receipt's: virtual or wire.")] = None,
    project: ProjectOption = None,
) -> None:
    """Run one condition again exactly as its receipt says, and compare the journals."""
    from .replay import replay_receipt

    raise typer.Exit(replay_receipt(receipt, out, as_json=as_json, project=project, world=world))


@app.command()
def diff(
    old: Annotated[
        str, typer.Argument(help="The description you built against: a file, http://127.0.0.1:..., or git:REF:path.")
    ],
    new: Annotated[str, typer.Argument(help="The description to compare it with.")],
    fail_on: Annotated[str, typer.Option(help="Lowest level that fails: ERR, WARN or INFO.")] = "ERR",
    level: Annotated[str, typer.Option(help="Lowest level that is shown: ERR, WARN or INFO.")] = "INFO",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    used_by: Annotated[
        str | None, typer.Option(help="Judge changes by what this adapter uses: a system with probes, or its path.")
    ] = None,
    reads: Annotated[Path | None, typer.Option(help="The same from a .usage.json that drift wrote.")] = None,
    project: ProjectOption = None,
) -> None:
    """Find breaking changes between two OpenAPI documents, as seen by who uses the API."""
    from .diff import DiffRequest
    from .diff import diff as compare

    raise typer.Exit(compare(DiffRequest(old, new, fail_on, level, as_json, used_by, reads, project)))


@app.command()
def systems(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    coverage: Annotated[str | None, typer.Option(help="Show every operation of this system.")] = None,
    project: ProjectOption = None,
) -> None:
    """List the systems of the project, or what one of them simulates."""
    from .systems import list_systems

    raise typer.Exit(list_systems(as_json=as_json, coverage_of=coverage, project=project))


@app.command()
def explore(
    scenario: Annotated[str, typer.Argument(help="A scenario by name or path.")],
    budget: Annotated[int, typer.Option(min=1, help="Worlds to run at most.")] = 1000,
    seconds: Annotated[float | None, typer.Option(min=0, help="Time to search at most, in seconds.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Worlds run at once; one per core by default.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of worlds and of what is drawn.")] = 1,
    events: Annotated[int, typer.Option(min=1, help="How many events arrive in each world.")] = 6,
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds of faults; all by default.")] = None,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Go on after the first violation.")] = False,
    input: Annotated[Path | None, typer.Option(help="CSV or JSON Lines file with the workload's rows.")] = None,
    database: Annotated[
        Path | None, typer.Option(help="Folder of known failures, tried first; .windtunnel/explore by default.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for receipts, journals and tests.")] = Path("out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    project: ProjectOption = None,
) -> None:
    """Search for a schedule of faults that breaks an invariant, and make it as small as it can be."""
    from .explore import ExploreRequest, explore_scenario

    request = ExploreRequest(
        scenario=scenario,
        budget=budget,
        seconds=seconds,
        jobs=jobs,
        seed=seed,
        events=events,
        kinds=tuple(kind or ()),
        keep_going=keep_going,
        input=input,
        database=database,
        out=out,
        as_json=as_json,
        project=project,
    )
    raise typer.Exit(explore_scenario(request))


app.command()(proxy)
app.command()(record)


@app.command()
def drift(
    system: Annotated[str | None, typer.Argument(help="System by name; all with probes by default.")] = None,
    probe: Annotated[str | None, typer.Option(help="Only the probe of this name.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the score, tests, pacts and schemas.")] = Path("out/drift"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes at once; one per core by default.")] = None,
    project: ProjectOption = None,
) -> None:
    """Score how adapters take changes of a contract: loud, crash, degraded, same or silent."""
    from .drift import DriftRequest
    from .drift import drift as score

    raise typer.Exit(score(DriftRequest(system, probe, out, as_json, project, jobs)))


@app.command()
def gate(
    system: Annotated[list[str] | None, typer.Option(help="Only these systems of the configuration.")] = None,
    check: Annotated[list[str] | None, typer.Option(help="Only these checks.")] = None,
    target: Annotated[
        str | None, typer.Option(help="Call this live system instead of the simulator; loopback, or as configured.")
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(help="text, json, junit, sarif, github or markdown; FORMAT=FILE writes a file. Repeatable."),
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Accept what fails now; drop what is gone.")
    ] = False,
    owner: Annotated[str | None, typer.Option(help="Who accepts it.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    expires: Annotated[str | None, typer.Option(help="Until when: a date, or days as in 90d (the default).")] = None,
    project: ProjectOption = None,
) -> None:
    """Check contracts, simulators, recordings, pacts and adapters as windtunnel.toml says."""
    from .gate import GateRequest
    from .gate import gate as run_gate

    request = GateRequest(
        systems=tuple(system or ()),
        checks=tuple(check or ()),
        target=target,
        formats=tuple(format or ()),
        update_baseline=update_baseline,
        owner=owner,
        reason=reason,
        expires=expires,
        project=project,
    )
    raise typer.Exit(run_gate(request))


@app.command()
def explain(
    code: Annotated[str | None, typer.Argument(help="Code of a finding; without it, every code is listed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a finding means and what to do about it."""
    from .explain import explain_code

    raise typer.Exit(explain_code(code, as_json=as_json))


def called_of(commands: list[CommandInfo], arguments: Sequence[str]) -> list[CommandInfo]:
    """Return the command that the arguments call; all where they call none of them.

    Typer prepares every option of every command it is given, which takes as long as a small comparison.
    """
    called = [each for each in commands if each.callback is not None and [each.callback.__name__] == [*arguments[:1]]]
    return called or commands


def main() -> None:
    """Run the command line; expected errors end in one line and their exit code, never a traceback."""
    from windtunnel.kernel.errors import EXIT_INTERRUPTED, WindtunnelError

    gc.set_threshold(*COLLECTION_THRESHOLDS)
    app.registered_commands = called_of(app.registered_commands, sys.argv[1:])
    try:
        app()
    except WindtunnelError as error:
        typer.echo(f"windtunnel: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        if error.filename is None:
            raise
        typer.echo(f"windtunnel: {error.filename}: {error.strerror}", err=True)
        sys.exit(2)
