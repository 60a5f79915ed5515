"""Descriptions that are split into files."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.contract.diff import compare, linked
from windtunnel.contract.diff.linked import beside, file_of, joined, read
from windtunnel.kernel.errors import FileError

from .changing import TODAY, described, response

MAIN = "api/openapi.yaml"
MONEY: dict[str, Any] = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number"}}}


def write(root: Path, reference: str, **files: Any) -> Path:
    """Write a description whose answer is what ``reference`` leads to, and files beside it."""
    document = described(response({"$ref": reference}))
    for name, content in {"openapi": document, **files}.items():
        file = root / "api" / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content))
    return root


def found(old: Any, new: Any) -> list[tuple[str, str, str]]:
    """Identifier, level and place of what was found between two documents that were read."""
    findings = compare(old, new, old_name="old", new_name="new", today=TODAY).findings
    return [(each.id, each.level.name, each.new_pointer) for each in findings if each.section != "info"]


def test_what_lies_beside_a_description_is_read_with_it(tmp_path: Path) -> None:
    """From file to file, each reference from where it stands, and back to the description."""
    price = {"properties": {"price": {"$ref": "../Money.yaml"}, "again": {"$ref": "#/properties/price"}}}
    old = read(MAIN, write(tmp_path / "old", "schemas/Order.yaml", schemas__Order=price, Money=MONEY))
    changed = {**MONEY, "properties": {"amount": {"type": "string"}}}
    new = read(MAIN, write(tmp_path / "new", "schemas/Order.yaml", schemas__Order=price, Money=changed))
    assert found(old, old) == []
    (place,) = {place for _, level, place in found(old, new) if level == "ERR"}
    assert file_of(place) == ("Money.yaml", "#/properties/amount")
    assert file_of("#/info") == ("", "#/info")


def test_splitting_a_description_is_no_change_of_the_api(tmp_path: Path) -> None:
    """A part of a choice that got a file of its own keeps its name."""
    whole = described(response({"oneOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]}))
    whole["components"] = {"schemas": {"Money": MONEY}}
    choice = {"oneOf": [{"$ref": "parts/Money.yaml"}, {"type": "null"}]}
    split = read(MAIN, write(tmp_path, "Choice.yaml", Choice=choice, parts__Money=MONEY))
    assert [level for _, level, _ in found(whole, split) if level != "INFO"] == []


def test_a_commit_has_its_own_files_beside_a_description(tmp_path: Path) -> None:
    """Not those of the working tree."""
    write(tmp_path, "Money.yaml", Money=MONEY)
    for command in ("init -q", "add -A", "-c user.name=a -c user.email=a@example.org commit -qm one"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    (tmp_path / "api" / "Money.yaml").write_text("type: string\n")
    old, new = read(f"git:HEAD:{MAIN}", tmp_path), read(MAIN, tmp_path)
    assert next(each[:2] for each in found(old, new)) == ("response-body-type-changed", "ERR")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("../secret.yaml", "leads outside the document"),
        ("a/../../secret.yaml", "leads outside the document"),
        ("%2e%2e/secret.yaml", "leads outside the document"),
        ("/etc/passwd", "leads outside the document"),
        ("file:///etc/passwd", "leads outside the document"),
        ("http://127.0.0.1:1/a.yaml", "leads outside the document"),
        ("//127.0.0.1/a.yaml", "leads outside the document"),
        ("Linked.yaml", "leads out of the folder"),
        ("Missing.yaml", "no such file"),
        ("One.yaml", "in a circle"),
        ("Money.yaml#/nothing", "leads nowhere"),
        ("Money.yaml#name", "leads outside the document"),
    ],
)
def test_what_lies_elsewhere_is_refused(tmp_path: Path, reference: str, problem: str) -> None:
    """Nothing outside of the folder is read, and nothing is fetched."""
    write(tmp_path, reference, Money=MONEY, One={"$ref": "Two.yaml"}, Two={"$ref": "One.yaml"})
    (tmp_path / "secret.yaml").write_text("type: string\n")
    (tmp_path / "api" / "Linked.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(FileError, match=problem):
        found(read(MAIN, tmp_path), read(MAIN, tmp_path))


@pytest.mark.parametrize(
    ("source", "file", "told"),
    [
        (MAIN, "a/b.yaml", "api/a/b.yaml"),
        (MAIN, "", MAIN),
        ("openapi.yaml", "b.yaml", "b.yaml"),
        ("git:HEAD:api/openapi.yaml", "b.yaml", "git:HEAD:api/b.yaml"),
    ],
)
def test_a_file_beside_is_named_as_its_description_is(source: str, file: str, told: str) -> None:
    """So that messages lead to it."""
    assert beside(source, file) == told


@pytest.mark.parametrize("limit", ["JSON_BYTES_MAX", "FILES_MAX"])
def test_all_files_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Many small ones are as bad as a large one."""
    parts = {f"P{number}": {"$ref": f"P{number + 1}.yaml"} for number in range(4)}
    write(tmp_path, "P0.yaml", **parts, P4=MONEY)
    monkeypatch.setattr(linked, limit, 2)
    with pytest.raises(FileError, match="more than"):
        read(MAIN, tmp_path)


def test_nothing_lies_beside_a_url(tmp_path: Path) -> None:
    """Its references stay, and are refused where they are followed."""
    document = described(response({"$ref": "Money.yaml"}))
    assert joined(document, "http://127.0.0.1:1/openapi.yaml", tmp_path) == document
    with pytest.raises(FileError, match="outside"):
        found(document, document)
