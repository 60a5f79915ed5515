"""Jobs: bulk work that goes on after the answer, as the vendor shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import InvalidInput, Problem, Record, Refusal
from windtunnel.simulator.jobs import COLLECTION, ENDED, Jobs, JobState, Pace
from windtunnel.world.http import text_response

from .headers import retry_after
from .moments import completed
from .records import address

if TYPE_CHECKING:
    from .account import Account, Actor

FORGET = "job.forget"
PACE = Pace(queue_seconds=1.0, step_seconds=0.5, items_per_step=10)
"""How fast the vendor works is assumed."""
RETRY_SECONDS = 10.0
BUSY = "The record could not be saved because another change to it was under way"
"""What the vendor tells of an item that met another writer is assumed."""
UNFINISHED = ("queued", "working")
TOO_MANY = "Too many background jobs: at most {most} may be queued or running"

Work = Callable[["Account", Mapping[str, Any], "Actor"], Mapping[str, Any]]


@dataclass(frozen=True)
class Worker:
    """How one kind of job treats an item.

    Args:
        doing: what the message says it does (``Creating``).
        what: and to what (``Ticket``).
        action: name of the action in results (``create``).
        run: treats one item and returns what its result holds beside the usual.
    """

    doing: str
    what: str
    action: str
    run: Work = field(repr=False)


class AccountJobs:
    """The jobs of an account: an item that fails has its result, the others go on.

    Args:
        account: the account.
        workers: what jobs do, by kind.
        actors: returns on whose behalf a job works, given the user's id and the channel.
    """

    def __init__(self, account: Account, workers: Mapping[str, Worker], actors: Callable[[int, str], Actor]) -> None:
        self._account = account
        self._workers = workers
        self._actors = actors
        work = {kind: self._working(worker) for kind, worker in workers.items()}
        self._jobs = Jobs(account.system, work, PACE, self._show)
        account.system.agenda.handle(FORGET, self._forget)

    def start(
        self, kind: str, items: Sequence[Mapping[str, Any]], actor: Actor, failing: frozenset[int] = frozenset()
    ) -> Record:
        """Queue a job over ``items`` and return its record; those at the positions ``failing`` are not treated.

        Raises:
            Refusal: as many jobs as allowed are queued or running; 429.
        """
        self._check_room()
        account, worker = self._account, self._workers[kind]
        job_id = f"V3-{account.system.ids.hexadecimal(32)}"
        told = {"user": actor.id, "channel": actor.channel, "failing": sorted(failing)}
        self._jobs.submit(kind, tuple(enumerate(items)), job_id, **told)
        record = {
            "id": job_id,
            "url": address(f"job_statuses/{job_id}.json"),
            "job_type": f"Bulk {worker.action.capitalize()} {worker.what}",
            "total": len(items),
            "progress": None,
            "status": "queued",
            "message": None,
            "results": None,
        }
        return account.store["job_statuses"].put(job_id, record)

    def _check_room(self) -> None:
        most = self._account.limit("jobs_queued_or_running_max")
        if sum(1 for job in self._account.store["job_statuses"] if job["status"] in UNFINISHED) >= most:
            response = text_response(TOO_MANY.format(most=most), 429)
            response.headers.append(("Retry-After", retry_after(RETRY_SECONDS)))
            raise Refusal(response)

    def _working(self, worker: Worker) -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
        """Return the work function of a kind of job."""

        def work(arguments: Mapping[str, Any], numbered: tuple[int, Mapping[str, Any]]) -> dict[str, Any]:
            index, item = numbered
            if index in arguments["failing"]:
                return _failure(worker, index, item, Problem(BUSY))
            try:
                told = worker.run(self._account, item, self._actors(arguments["user"], arguments["channel"]))
            except Problem as problem:
                return _failure(worker, index, item, problem)
            return self._success(worker, index, item, told)

        return work

    def _success(self, worker: Worker, index: int, item: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
        if worker.action == "create":
            return {"index": index, "account_id": self._account.id, "success": True, **told}
        status = f"{worker.action.removesuffix('e').capitalize()}ed"
        return {"id": item["id"], "action": worker.action, "status": status, "success": True, **told}

    def _show(self, job: Record) -> None:
        """Let the vendor's record follow the job."""
        account, done = self._account, len(job["results"])
        worker, state = self._workers[job["work"]], JobState(job["state"])
        changes: dict[str, Any] = {"status": state.value, "progress": done}
        if done:
            changes["message"] = f"{worker.doing} {worker.what} #{done}"
        if state in ENDED:
            now = account.clock.now()
            changes |= {"message": f"Completed at {completed(now)}", "results": list(job["results"])}
            kept_seconds = account.limit("job_status_kept_seconds")
            account.system.agenda.plan(now + kept_seconds, FORGET, {"id": job["id"]})
        account.store["job_statuses"].update(job["id"], changes)

    def _forget(self, data: Mapping[str, Any]) -> None:
        for collection in (COLLECTION, "job_statuses"):
            self._account.store[collection].remove(data["id"])


def _failure(worker: Worker, index: int, item: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    named = {"id": item["id"]} if "id" in item else {"index": index}
    return named | {
        "action": worker.action,
        "status": "Failed",
        "success": False,
        "error": f"{worker.what}{worker.action.capitalize()}Failed",
        "details": _details(problem),
    }


def _details(problem: Problem) -> str:
    if isinstance(problem, InvalidInput):
        return " ".join(error.message for error in problem.errors)
    return problem.message or str(problem)
