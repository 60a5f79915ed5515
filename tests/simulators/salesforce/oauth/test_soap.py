"""The SOAP login."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import pytest

from windtunnel.world.http import Response

from ..tenant import HOST, Tenant

ENVELOPE = (
    '<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:urn="urn:partner.soap.sforce.com"><e:Header>{header}</e:Header><e:Body>{body}</e:Body></e:Envelope>'
)


def send(tenant: Tenant, body: str, header: str = "", path: str = "59.0") -> Response:
    """Send an envelope."""
    content = ENVELOPE.format(header=header, body=body).encode()
    headers = {"content-type": "text/xml", "soapaction": "login"}
    return tenant.send("POST", f"/services/Soap/u/{path}", content, headers=headers, token=None)


def login(username: str, password: str) -> str:
    """Return a login element."""
    return (
        f"<urn:login><urn:username>{username}</urn:username><urn:password>{escape(password)}</urn:password></urn:login>"
    )


def good(tenant: Tenant) -> str:
    """Return a login that is accepted."""
    credentials = tenant.system.credentials
    return login(credentials["username"], credentials["password"] + credentials["security_token"])


def element(response: Response, name: str) -> str:
    """Return the text of an element as clients find it: by its literal name."""
    found = re.search(f"<{name}>(.*?)</{name}>", response.body.decode(), re.DOTALL)
    return found[1] if found else ""


def test_a_login_opens_a_session(tenant: Tenant) -> None:
    """Element names have no prefix; the server's url carries the caller's host."""
    response = send(tenant, good(tenant))
    session = element(response, "sessionId")
    assert response.status == 200
    assert element(response, "serverUrl") == f"https://{HOST}/services/Soap/u/59.0/{tenant.org.id}"
    assert element(response, "sessionSecondsValid") == "7200"
    assert tenant.send("GET", "/services/data/v59.0/recent", token=session).status == 200


def test_the_organization_stands_for_a_trusted_network(tenant: Tenant) -> None:
    """In the path or in a header; another one does not."""
    credentials = tenant.system.credentials
    body = login(credentials["username"], credentials["password"])
    scope = "<urn:LoginScopeHeader><urn:organizationId>{}</urn:organizationId></urn:LoginScopeHeader>"
    assert send(tenant, body, path=f"59.0/{tenant.org.id}").status == 200
    assert send(tenant, body, header=scope.format(tenant.org.id[:15])).status == 200
    assert send(tenant, body, header=scope.format("00D5g0000000000")).status == 500
    assert send(tenant, body).status == 500


def test_a_wrong_login_is_a_fault(tenant: Tenant) -> None:
    """500, with the literal prefix sf."""
    response = send(tenant, login("nobody@example.com", "a<b&c"))
    assert response.status == 500
    assert element(response, "sf:exceptionCode") == "INVALID_LOGIN"
    assert element(response, "sf:exceptionMessage").startswith("Invalid username, password, security token")
    assert element(response, "faultcode") == "sf:INVALID_LOGIN"


@pytest.mark.parametrize(
    ("version", "code"),
    [("65.0", "INVALID_OPERATION"), ("99.0", "INVALID_OPERATION"), ("20.0", "UNSUPPORTED_API_VERSION")],
)
def test_newer_versions_have_no_login(tenant: Tenant, version: str, code: str) -> None:
    """From 65.0 on; retired versions are unsupported."""
    assert element(send(tenant, good(tenant), path=version), "sf:exceptionCode") == code


def test_a_logout_ends_the_session(tenant: Tenant) -> None:
    """In newer versions too."""
    header = f"<urn:SessionHeader><urn:sessionId>{tenant.token}</urn:sessionId></urn:SessionHeader>"
    assert send(tenant, "<urn:logout/>", header, "68.0").status == 200
    assert tenant.call("GET", "recent").status == 401
    assert element(send(tenant, "<urn:logout/>", "", "68.0"), "sf:exceptionCode") == "INVALID_SESSION_ID"


@pytest.mark.parametrize("body", ["<urn:query/>", "", "<broken"])
def test_other_calls_are_faults(tenant: Tenant, body: str) -> None:
    """The partner API has no more than login and logout here."""
    response = send(tenant, body)
    assert response.status == 500
    assert element(response, "sf:exceptionCode") in (
        "INVALID_OPERATION",
        "UNKNOWN_EXCEPTION",
    )
