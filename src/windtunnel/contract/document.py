"""A contract: an OpenAPI document made ready for serving and comparing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pydantic

from windtunnel.content.project import Project
from windtunnel.kernel.errors import FileError

from . import yaml12
from .merging import BESIDE, MAIN, merge
from .profile import ApiVersion, Profile
from .security import Scheme, scheme_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
NESTING_MAX = 64

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation; ``where`` is path, query, header or cookie."""

    name: str
    where: str
    required: bool
    schema: Schema


@dataclass(frozen=True)
class Operation:
    """One operation of a contract.

    Args:
        id: the operationId; ``METHOD path`` when the document gives none.
        method: upper case.
        path: full path template, the server's base path included.
        parameters: of the path item and the operation.
        request_bodies: JSON schema by media type.
        request_body_required: whether a body must be sent.
        responses: response object by status code (``200``, ``4XX``, ``default``), references resolved.
        public: whether it may be called without credentials.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    request_bodies: Mapping[str, Schema]
    request_body_required: bool
    responses: Mapping[str, Mapping[str, Any]]
    public: bool
    raw: Mapping[str, Any]

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that its own security requirements name, each once."""
        required = self.raw.get("security") or ()
        return tuple(dict.fromkeys(scope for each in required for scopes in each.values() for scope in scopes))


class Contract:
    """What a system promises.

    Args:
        system: name of the system.
        document: the OpenAPI document as data.
        profile: what the document cannot say.
        file: where the document came from, for errors.
        folder: the contract's folder, where a simulator may keep further data.
    """

    def __init__(
        self,
        system: str,
        document: Mapping[str, Any],
        profile: Profile,
        file: Path,
        folder: Path | None = None,
    ) -> None:
        self.system = system
        self.document = document
        self.profile = profile
        self.file = file
        self.folder = folder

    @classmethod
    def of_system(cls, project: Project, system: str) -> Contract:
        """Load ``contracts/<system>``.

        Raises:
            UnknownNameError: there is no such system.
            FileError: the contract or its profile is malformed.
        """
        folder = project.require("contracts", system, kind="system")
        file, beside = folder / MAIN, folder / BESIDE
        document = read_document(file)
        if beside.is_file():
            document = merge(document, read_document(beside), beside)
        return cls(system, document, read_profile(folder / "profile.yaml"), file, folder)

    @classmethod
    def of_file(cls, file: Path) -> Contract:
        """Load a bare OpenAPI document, with a profile that knows its version, and what its security schemes ask for.

        Raises:
            FileError: the file is not an OpenAPI document.
        """
        document = read_document(file)
        info = document.get("info", {})
        profile = Profile(
            system=file.stem,
            title=str(info.get("title", file.stem)),
            roles=(),
            api_version=ApiVersion(pinned=str(info.get("version", "unknown")), where="none"),
        )
        schemes = cls(file.stem, document, profile, file).security.values()
        access = {
            "credentials": tuple(credential for scheme in schemes for credential in scheme.credentials),
            "authentication": tuple(flow for scheme in schemes for flow in scheme.authentication),
        }
        return cls(file.stem, document, profile.model_copy(update=access), file)

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """Every operation by its id, in the document's order.

        Raises:
            FileError: two operations share an id, one is malformed, or a reference leads nowhere.
        """
        found: dict[str, Operation] = {}
        for operation in self._read_operations():
            if operation.id in found:
                raise FileError(f"two operations are called {operation.id!r}", file=self.file, place="paths")
            found[operation.id] = operation
        return found

    @cached_property
    def security(self) -> Mapping[str, Scheme]:
        """The document's security schemes by name.

        Raises:
            FileError: they, or the servers that they may refer to, are malformed.
        """
        try:
            declared = (self.document.get("components") or {}).get("securitySchemes") or {}
            base_path = self._base_path({}, {}) if declared else ""
            return {str(name): scheme_of(str(name), self.resolve(raw), base_path) for name, raw in declared.items()}
        except (AttributeError, TypeError) as error:
            place = "components.securitySchemes"
            raise FileError(f"malformed security schemes: {error}", file=self.file, place=place) from error

    def requirements(self, operation: Operation) -> Sequence[Mapping[str, Sequence[str]]]:
        """Return what a caller of ``operation`` must show: all schemes of any one of these, each with its scopes."""
        return self._requirements(operation.raw)

    def resolve(self, node: Any) -> Any:
        """Follow ``$ref`` until something else comes.

        Raises:
            FileError: the reference is not local, leads nowhere, or leads in a circle.
        """
        for _ in range(NESTING_MAX):
            if not isinstance(node, Mapping) or "$ref" not in node:
                return node
            node = self._follow(node["$ref"])
        raise FileError("references lead in a circle", file=self.file, place=str(node))

    def bundle(self, schema: Schema) -> Schema:
        """Return ``schema`` as a document of its own, in which its local references resolve."""
        return {**schema, "components": self.document.get("components", {})}

    def _follow(self, reference: Any) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise FileError(f"reference {reference!r} leads outside the document", file=self.file)
        node: Any = self.document
        for part in unquote(reference[2:]).split("/"):
            key: Any = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
                key = int(part)
            elif not isinstance(node, Mapping) or key not in node:
                raise FileError(f"reference {reference!r} leads nowhere", file=self.file)
            node = node[key]
        return node

    def _read_operations(self) -> Iterator[Operation]:
        for path, item in self.document.get("paths", {}).items():
            resolved = self.resolve(item)
            for method in METHODS:
                if method in (resolved or ()):
                    try:
                        yield self._read_operation(path, method, resolved)
                    except (AttributeError, KeyError, TypeError) as error:
                        place = f"paths.{path}.{method}"
                        raise FileError(f"malformed operation: {error}", file=self.file, place=place) from error

    def _read_operation(self, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        raw = item[method]
        body = self.resolve(raw.get("requestBody", {}))
        base = self._base_path(raw, item)
        return Operation(
            id=raw.get("operationId") or f"{method.upper()} {path}",
            method=method.upper(),
            path=base + path,
            parameters=self._parameters(item, raw),
            request_bodies={media: content.get("schema", {}) for media, content in body.get("content", {}).items()},
            request_body_required=bool(body.get("required", False)),
            responses={str(code): self.resolve(answer) for code, answer in raw.get("responses", {}).items()},
            public=self._is_public(raw),
            raw=raw,
        )

    def _parameters(self, item: Mapping[str, Any], raw: Mapping[str, Any]) -> tuple[Parameter, ...]:
        merged: dict[tuple[str, str], Parameter] = {}
        for node in (*item.get("parameters", ()), *raw.get("parameters", ())):
            found = self.resolve(node)
            parameter = Parameter(
                found["name"], found["in"], bool(found.get("required", False)), found.get("schema", {})
            )
            merged[parameter.name, parameter.where] = parameter
        return tuple(merged.values())

    def _is_public(self, raw: Mapping[str, Any]) -> bool:
        requirements = self._requirements(raw)
        return not requirements or {} in requirements

    def _requirements(self, raw: Mapping[str, Any]) -> Sequence[Mapping[str, Sequence[str]]]:
        found: Any = raw.get("security", self.document.get("security")) or []
        if not (isinstance(found, list) and all(isinstance(each, Mapping) for each in found)):
            raise TypeError("security is no list of requirements")
        return found

    def _base_path(self, raw: Mapping[str, Any], item: Mapping[str, Any]) -> str:
        servers: Any = raw.get("servers") or item.get("servers") or self.document.get("servers") or [{"url": ""}]
        path = urlsplit(str(servers[0].get("url", ""))).path.rstrip("/")
        for name, variable in servers[0].get("variables", {}).items():
            path = path.replace(f"{{{name}}}", str(variable.get("default", "")))
        return path


def read_document(file: Path) -> Mapping[str, Any]:
    """Read an OpenAPI 3 document.

    Raises:
        FileError: it cannot be read, or is not OpenAPI 3.
    """
    document = yaml12.read(file)
    if not isinstance(document, Mapping):
        raise FileError("not an OpenAPI document: the top level is not a mapping", file=file)
    version = str(document.get("openapi", ""))
    if not version.startswith("3."):
        found = f"openapi: {version}" if version else "no 'openapi' key"
        if "swagger" in document:
            found = f"Swagger {document['swagger']}; convert it to OpenAPI 3 first"
        raise FileError(f"not an OpenAPI 3 document ({found})", file=file)
    if not isinstance(document.get("paths", {}), Mapping):
        raise FileError("'paths' is not a mapping", file=file, place="paths")
    return document


def read_profile(file: Path) -> Profile:
    """Read a profile.

    Raises:
        FileError: it cannot be read or does not fit; every problem is named with its place.
    """
    if not file.exists():
        raise FileError(
            "no such file; a contract has a profile beside it, with system, title, roles and api_version at least",
            file=file,
        )
    try:
        return Profile.model_validate(yaml12.read(file))
    except pydantic.ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        raise FileError(problems, file=file) from error
