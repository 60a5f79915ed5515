"""How many worlds exploration runs a second, and how long it takes to find and shrink a planted bug.

    python bench/exploration.py [--jobs 2] [--worlds 300]

Prints one JSON object a line. ``calm`` worlds have six events and nothing goes wrong; ``drawn`` worlds are what a
search runs: the same, with whatever Hypothesis draws, retries and repeated calls included. ``cpu_seconds`` is what one
world takes of one core, and does not depend on what else the machine is doing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from windtunnel.content.project import Project
from windtunnel.explore.halt import Halt
from windtunnel.explore.rounds import Crew, Round, scratch_in_memory
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.search import Request, explore, plan_of, survey
from windtunnel.explore.verdict import judge_world
from windtunnel.scenario.model import load

ROOT = Path(__file__).resolve().parent.parent
PARCEL = ROOT / "tests" / "windtunnel" / "explore" / "parcel"
ERRAND = ROOT / "tests" / "windtunnel" / "scenario" / "errand"
SCENARIOS = ((PARCEL, "parcel"), (ERRAND, "errand"), (ROOT, "support-triage"))
EVENTS = 6


def rates(root: Path, name: str, jobs: int, worlds: int) -> Iterator[dict[str, Any]]:
    """Yield the rates of calm and of drawn worlds."""
    project = Project(root)
    plan = plan_of(load(project, name), 1, EVENTS)
    menu, _ = survey(project, plan)
    begun, cpu = time.perf_counter(), time.process_time()
    for _ in range(worlds // 4):
        judge_world(project, plan, Schedule())
    yield _rate(name, "calm", 1, worlds // 4, begun, cpu)
    for crew in (Crew(project, plan, 1, Halt()), Crew(project, plan, jobs, Halt())):
        with crew.at_work():
            rounds = [Round(menu, (), seed, worlds // jobs, None, False) for seed in range(crew.jobs)]
            begun, cpu = time.perf_counter(), time.process_time()
            done = sum(harvest.worlds for harvest in crew.batch(rounds))
            yield _rate(name, "drawn", crew.jobs, done, begun, cpu)


def _rate(name: str, kind: str, jobs: int, worlds: int, begun: float, cpu: float) -> dict[str, Any]:
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    told = {"scenario": name, "worlds": kind, "jobs": jobs, "per_second": round(worlds / seconds)}
    return told if jobs > 1 else {**told, "cpu_seconds": round(used / worlds, 5)}


def planted(jobs: int, seeds: int) -> Iterator[dict[str, Any]]:
    """Yield how a key per call is found, from several seeds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(PARCEL, root)
        file = root / "scenarios" / "parcel.yaml"
        file.write_text(file.read_text().replace('MISTAKE: "none"', "MISTAKE: key-per-call"))
        for seed in range(1, seeds + 1):
            begun = time.perf_counter()
            asked = Request("parcel", seed=seed, jobs=jobs, database=Path(folder) / str(seed))
            found = explore(Project(root), asked).findings[0]
            seconds = round(time.perf_counter() - begun, 2)
            yield {"planted": "key-per-call", "seed": seed, "seconds": seconds, "faults": found.schedule.faults}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    with scratch_in_memory():
        for root, name in SCENARIOS:
            for line in rates(root, name, given.jobs, given.worlds):
                print(json.dumps(line), flush=True)
    for line in planted(given.jobs, given.seeds):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
