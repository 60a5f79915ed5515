"""Running one change again, by its id: what the pytest files that ``windtunnel drift`` writes call."""

from __future__ import annotations

from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import InconclusiveError, UnknownNameError

from .assessment import control_of
from .bench import open_bench
from .delivery_assessment import judge_again
from .judging import Judgement, judge
from .mutants import Mutant, mutants
from .probes import Probe, choose, probes_of
from .receivers import receivers_of
from .recording import Recording
from .requests_made import said_in


def reproduce(root: Path, *, system: str, probe: str, mutant: str) -> Judgement:
    """Run one probe, or one receiver, against one change and return the verdict.

    Args:
        root: of the project.
        system: name of the system.
        probe: name of the probe or receiver.
        mutant: id of the change, as the score gives it.

    Raises:
        UnknownNameError: there is no such probe.
        InconclusiveError: the adapter no longer reads or says what the change concerns, or the control fails.
    """
    project = Project(root)
    receiver = next((each for each in receivers_of(project).get(system, ()) if each.name == probe), None)
    if receiver is not None:
        return judge_again(project, system, receiver, mutant)
    chosen = probe_called(project, system, probe)
    with open_bench() as bench:
        recording = Recording(project, system, chosen)
        reads, control = control_of(bench, recording, chosen, project.roots[0])
        found = _mutant(mutants(recording.contract, reads, said_in(control.turns)), mutant)
        drift, outcome = bench.run_changed(chosen, recording, found)
        return judge(found, drift, outcome, control, chosen)


def probe_called(project: Project, system: str, name: str) -> Probe:
    """Return a probe by its name.

    Raises:
        UnknownNameError: there is none.
    """
    known = {each.name: each for each in choose(probes_of(project), system)[system]}
    if name not in known:
        raise UnknownNameError(f"probe of {system}", name, known)
    return known[name]


def _mutant(made: list[Mutant], wanted: str) -> Mutant:
    found = next((each for each in made if each.id == wanted), None)
    if found is None:
        raise InconclusiveError(f"there is no change {wanted} any more: what it concerns is no longer read or said")
    return found
