"""Works through a load: batch by batch on the agenda, each row through the same code as the REST API.

Source: profile.yaml, topics ``bulk states`` and ``bulk csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Record

from ..composite.collections import require_row, upsert
from ..deletion import delete, purge
from ..errors import ApiError, Refused, refusal
from ..org import Org
from ..records import create, update
from ..schema import ObjectType
from .columns import Column, read_columns, read_row
from .dialect import Unreadable
from .jobs import JOBS, RESULTS, UPLOADS, change, dialect_of

START = "bulk.start"
BATCH = "bulk.batch"


@dataclass(frozen=True, slots=True)
class Load:
    """A load that is being worked through.

    Args:
        org: the organisation.
        job: its record.
        type: the object of its rows.
        columns: what each column means.
    """

    org: Org
    job: Record
    type: ObjectType
    columns: Sequence[Column]

    @property
    def author(self) -> str:
        """Id of the user who made the job."""
        return str(self.job["createdById"])


def start(org: Org, data: Mapping[str, Any]) -> None:
    """Begin to work on a closed load; a faulty header fails it as a whole."""
    job = org.store[JOBS].get(data["id"])
    if job is None or job["state"] != "UploadComplete":
        return
    upload = org.store[UPLOADS].get(data["id"])
    header: list[str] = []
    rows: list[list[str]] = []
    try:
        header, rows = dialect_of(job).read(upload["data"] if upload is not None else b"")
        read_columns(org, org.schema.type_named(job["object"]), header, job["operation"])
    except Unreadable as unreadable:
        change(org, data["id"], state="Failed", errorMessage=str(unreadable))
        _keep(org, data["id"], header, [], [], rows)
        return
    change(org, data["id"], state="InProgress")
    _keep(org, data["id"], header, [], [], rows)
    org.system.agenda.plan(org.now + org.limit("job_batch_seconds"), BATCH, {"id": data["id"]})


def work(org: Org, data: Mapping[str, Any]) -> None:
    """Work through one batch and plan the next, or complete the load."""
    job, kept = org.store[JOBS].get(data["id"]), org.store[RESULTS].get(data["id"])
    if job is None or kept is None or job["state"] != "InProgress":
        return
    type = org.schema.type_named(job["object"])
    load = Load(org, job, type, read_columns(org, type, kept["header"], job["operation"]))
    size = org.limit("bulk_batch_records")
    successful, failed = list(kept["successful"]), list(kept["failed"])
    for row in kept["unprocessed"][:size]:
        _sort_in(load, row, successful, failed)
    rest = kept["unprocessed"][size:]
    _keep(org, data["id"], kept["header"], successful, failed, rest)
    _report(org, job, successful, failed, done=not rest)
    if rest:
        org.system.agenda.plan(org.now + org.limit("job_batch_seconds"), BATCH, data)


def _sort_in(load: Load, row: list[str], successful: list[list[str]], failed: list[list[str]]) -> None:
    try:
        record_id, created = _save(load, row)
    except Refused as refused:
        failed.append([_given_id(load, row), error_text(refused.errors[0]), *row])
    else:
        successful.append([record_id, "true" if created else "false", *row])


def _save(load: Load, row: list[str]) -> tuple[str, bool]:
    """Apply one row and return the record's id and whether it was created.

    Raises:
        Refused: the row is faulty.
    """
    if len(row) != len(load.columns):
        message = f"The number of columns of the row, {len(row)}, differs from that of the header"
        raise refusal("INVALID_INPUT", message)
    operation = load.job["operation"]
    values = read_row(load.columns, row)
    return SAVES[operation](load, values)


def _insert(load: Load, values: dict[str, Any]) -> tuple[str, bool]:
    return create(load.org, load.type, values, load.author), True


def _update(load: Load, values: dict[str, Any]) -> tuple[str, bool]:
    record = _row(load, values)
    update(
        load.org,
        load.type,
        record,
        {name: value for name, value in values.items() if name != "Id"},
        load.author,
    )
    return str(record["Id"]), False


def _upsert(load: Load, values: dict[str, Any]) -> tuple[str, bool]:
    name = load.job["externalIdFieldName"]
    if name == "Id":
        return _update(load, values) if values.get("Id") else _insert(load, values)
    field = load.type.field(name)
    assert field is not None, "the job was checked when it was made"
    result = upsert(load.org, load.type, field, values, load.author)
    return result["id"], result["created"]


def _delete(load: Load, values: dict[str, Any]) -> tuple[str, bool]:
    record = _row(load, values)
    delete(load.org, load.type, record, load.author)
    return str(record["Id"]), False


def _hard_delete(load: Load, values: dict[str, Any]) -> tuple[str, bool]:
    record = _row(load, values)
    purge(load.org, load.type, record)
    return str(record["Id"]), False


SAVES: Mapping[str, Callable[[Load, dict[str, Any]], tuple[str, bool]]] = {
    "insert": _insert,
    "update": _update,
    "upsert": _upsert,
    "delete": _delete,
    "hardDelete": _hard_delete,
}


def _row(load: Load, values: Mapping[str, Any]) -> Record:
    if not values.get("Id"):
        raise refusal("MISSING_ARGUMENT", f"Id not specified in {load.job['operation']} call")
    return require_row(load.org, values["Id"], load.type)


def _given_id(load: Load, row: list[str]) -> str:
    return next((value for column, value in zip(load.columns, row, strict=False) if column.key == "Id"), "")


def error_text(error: ApiError) -> str:
    """Return an error as the column sf__Error holds it."""
    return f"{error.code}:{error.message}:{' '.join(error.fields or ())} --"


def _keep(
    org: Org,
    job_id: str,
    header: Sequence[str],
    successful: list[list[str]],
    failed: list[list[str]],
    unprocessed: Sequence[list[str]],
) -> None:
    results = {"header": header, "successful": successful, "failed": failed, "unprocessed": unprocessed}
    org.store[RESULTS].put(job_id, results)


def _report(org: Org, job: Record, successful: Sequence[Any], failed: Sequence[Any], *, done: bool) -> None:
    milliseconds = 1000 * org.limit("job_batch_seconds")
    changes: dict[str, Any] = {
        "numberRecordsProcessed": len(successful) + len(failed),
        "numberRecordsFailed": len(failed),
        "totalProcessingTime": job.get("totalProcessingTime", 0) + milliseconds,
        "apiActiveProcessingTime": job.get("apiActiveProcessingTime", 0) + milliseconds,
    }
    if done:
        changes["state"] = "JobComplete"
    change(org, str(job["id"]), **changes)
