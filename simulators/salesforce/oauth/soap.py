"""The SOAP login: a username and password envelope in, a session out.

The answer's elements have no prefix and the fault's carry the literal prefix ``sf:``: clients look for these
texts. Source: profile.yaml, topic ``soap login``.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from xml.etree import ElementTree as ET

from windtunnel.simulator import Call, Operations, Record, Refusal
from windtunnel.world.http import Response

from ..errors import SESSION_INVALID, OAuthRefused
from ..ids import canonical_id
from ..org import Org, org_of
from ..versions import is_retired
from .endpoints import sessions_of
from .users import logged_in

operations = Operations()
PARTNER = "urn:partner.soap.sforce.com"
FAULTS = "urn:fault.partner.soap.sforce.com"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
FIRST_WITHOUT_LOGIN = 65.0
WRONG_LOGIN = "Invalid username, password, security token; or user locked out."


@operations.bind("Login", "LoginToOrganization")
def soap_call(call: Call) -> Response:
    """Answer a login or logout envelope."""
    org, version = org_of(call), call.parameters["soap_version"]
    if is_retired(f"v{version}"):
        raise fault("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL", "ApiFault")
    values = _envelope(call)
    if "logout" in values:
        return _logout(call, values)
    if "login" not in values:
        raise fault("INVALID_OPERATION", "No operation available for request", "ApiFault")
    if version not in org.system.profile.api_version.supported or float(version) >= FIRST_WITHOUT_LOGIN:
        raise fault("INVALID_OPERATION", "SOAP API login() is disabled by default in this org.", "LoginFault")
    return _login(call, org, values)


def fault(code: str, message: str, kind: str) -> Refusal:
    """Return a SOAP fault, always with status 500."""
    body = (
        f'<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:sf="{FAULTS}" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>'
        f"<faultcode>sf:{code}</faultcode><faultstring>{code}: {escape(message, quote=False)}</faultstring>"
        f'<detail><sf:{kind} xsi:type="sf:{kind}"><sf:exceptionCode>{code}</sf:exceptionCode>'
        f"<sf:exceptionMessage>{escape(message, quote=False)}</sf:exceptionMessage></sf:{kind}></detail>"
        "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    return Refusal(_xml(body, 500))


def _envelope(call: Call) -> Mapping[str, str]:
    """Return the text of every element of an envelope by its local name.

    Raises:
        Refusal: it is not XML.
    """
    try:
        root = ET.fromstring(call.request.body)  # noqa: S314 - sent by the program under test
    except ET.ParseError as error:
        raise fault("UNKNOWN_EXCEPTION", str(error), "ApiFault") from error
    return {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}


def _login(call: Call, org: Org, values: Mapping[str, str]) -> Response:
    organization = call.parameters.get("organization_id") or values.get("organizationId")
    trusted = organization is not None and canonical_id(organization) == org.id
    try:
        if organization is not None and not trusted:
            raise OAuthRefused("invalid_grant", WRONG_LOGIN)
        user = logged_in(org, values.get("username", ""), values.get("password", ""), trusted=trusted)
    except OAuthRefused as refused:
        locked = refused.error == "rate_limit_exceeded"
        raise fault("LOGIN_RATE_EXCEEDED" if locked else "INVALID_LOGIN", WRONG_LOGIN, "LoginFault") from refused
    session = sessions_of(call).open("soap-login", str(user["Id"]), "")
    return _xml(_envelope_of(_login_result(call, org, user, session.access_token, session.expires_in)), 200)


def _login_result(call: Call, org: Org, user: Record, session_id: str, seconds: float | None) -> str:
    version = call.parameters["soap_version"]
    result = {
        "metadataServerUrl": call.link(f"/services/Soap/m/{version}/{org.id}"),
        "passwordExpired": "false",
        "sandbox": "false",
        "serverUrl": call.link(f"/services/Soap/u/{version}/{org.id}"),
        "sessionId": session_id,
        "userId": str(user["Id"]),
    }
    about = {
        "organizationId": org.id,
        "organizationName": str((org.row(org.id) or {}).get("Name", "")),
        "profileId": str(user.get("ProfileId") or ""),
        "sessionSecondsValid": str(int(seconds or 0)),
        "userEmail": str(user["Email"]),
        "userFullName": str(user["Name"]),
        "userId": str(user["Id"]),
        "userLanguage": str(user["LanguageLocaleKey"]),
        "userLocale": str(user["LocaleSidKey"]),
        "userName": str(user["Username"]),
        "userTimeZone": str(user["TimeZoneSidKey"]),
        "userType": "Standard",
    }
    inner = _elements(result) + f"<userInfo>{_elements(about)}</userInfo>"
    return f"<loginResponse><result>{inner}</result></loginResponse>"


def _logout(call: Call, values: Mapping[str, str]) -> Response:
    if not sessions_of(call).revoke(values.get("sessionId", "")):
        raise fault("INVALID_SESSION_ID", f"Invalid Session ID found in SessionHeader: {SESSION_INVALID}", "ApiFault")
    return _xml(_envelope_of("<logoutResponse/>"), 200)


def _elements(values: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in values.items())


def _envelope_of(content: str) -> str:
    head = f'<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns="{PARTNER}"><soapenv:Body>'
    return f"{head}{content}</soapenv:Body></soapenv:Envelope>"


def _xml(body: str, status: int) -> Response:
    declared = f'<?xml version="1.0" encoding="UTF-8"?>{body}'
    return Response(status, [("Content-Type", "text/xml;charset=UTF-8")], declared.encode())
