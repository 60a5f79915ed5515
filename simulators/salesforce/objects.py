"""The resources that tell what objects there are."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .answers import Headers, answer
from .conditional import check_dates
from .describe import MASTER_RECORD_TYPE, describe_field, description, summary
from .errors import not_found
from .ids import canonical_id
from .moments import http_date
from .org import Org, org_of, view_of
from .recent import recent_of
from .schema import ObjectType

operations = Operations()
CHANGED_AT = "2025-10-13T06:00:00.000+0000"
"""When the org's objects last changed: before every world begins."""
BATCH_SIZE_MAX = 200
MASTER_IDS = (MASTER_RECORD_TYPE, canonical_id(MASTER_RECORD_TYPE))


@operations.bind("DescribeGlobal")
def describe_global(call: Call) -> Response:
    """List the objects."""
    org = org_of(call)
    check_dates(call, CHANGED_AT)
    objects = [summary(type, view_of(call).base) for type in org.schema.types]
    content = {"encoding": "UTF-8", "maxBatchSize": BATCH_SIZE_MAX, "sobjects": objects}
    return answer(call, content, 200, _changed())


@operations.bind("GetObjectInfo")
def get_object_info(call: Call) -> Response:
    """Tell the basics of an object and which of its records the caller last read."""
    type = _type(call)
    content = {"objectDescribe": summary(type, view_of(call).base), "recentItems": recent_of(call, type)}
    return answer(call, content)


@operations.bind("DescribeObject")
def describe_object(call: Call) -> Response:
    """Tell everything about an object."""
    type = _type(call)
    check_dates(call, CHANGED_AT)
    return answer(call, description(type, view_of(call).base), 200, _changed())


@operations.bind("DescribeLayouts")
def describe_layouts(call: Call) -> Response:
    """Tell the page layouts of an object: it has one, for the master record type."""
    type = _type(call)
    if not type.flags["layoutable"]:
        raise not_found()
    mapping = {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": True,
        "developerName": "Master",
        "layoutId": layout_id(org_of(call), type),
        "master": True,
        "name": "Master",
        "picklistsForRecordType": [],
        "recordTypeId": MASTER_RECORD_TYPE,
    }
    content = {
        "layouts": [layout(org_of(call), type)],
        "recordTypeMappings": [mapping],
        "recordTypeSelectorRequired": [False],
    }
    return answer(call, content)


@operations.bind("DescribeLayout")
def describe_layout(call: Call) -> Response:
    """Tell the page layout for one record type."""
    type = _type(call)
    if not type.flags["layoutable"] or call.parameters["record_type_id"] not in MASTER_IDS:
        raise not_found()
    return answer(call, layout(org_of(call), type))


def layout(org: Org, type: ObjectType) -> dict[str, Any]:
    """Return a layout with one section that holds every field, two a row."""
    section = _section(type)
    return {
        "id": layout_id(org, type),
        "buttonLayoutSection": None,
        "detailLayoutSections": [section],
        "editLayoutSections": [section],
        "relatedLists": [
            {
                "name": child.name,
                "label": child.name,
                "sobject": child.object,
                "field": f"{child.object}.{child.field}",
            }
            for child in type.children
            if child.name is not None
        ],
    }


def layout_id(org: Org, type: ObjectType) -> str:
    """Return the id of an object's layout, the same in every org."""
    found = canonical_id(f"00h5g00000{org.schema.types.index(type):05d}")
    assert found is not None, "fifteen letters and digits"
    return found


def _section(type: ObjectType) -> dict[str, Any]:
    items = [_item(type, index) for index in range(len(type.fields))]
    rows = [{"numItems": 2, "layoutItems": items[start : start + 2]} for start in range(0, len(items), 2)]
    return {
        "heading": f"{type.label} Information",
        "columns": 2,
        "rows": len(rows),
        "layoutRows": rows,
        "useCollapsibleSection": False,
        "useHeading": True,
    }


def _item(type: ObjectType, index: int) -> dict[str, Any]:
    field = type.fields[index]
    details = describe_field(type, field)
    return {
        "editableForNew": field.createable,
        "editableForUpdate": field.updateable,
        "label": field.label,
        "layoutComponents": [
            {"details": details, "displayLines": 1, "tabOrder": index, "type": "Field", "value": field.name}
        ],
        "placeholder": False,
        "required": field.name in type.required,
    }


def _type(call: Call) -> ObjectType:
    return org_of(call).type(call.parameters["object"])


def _changed() -> Headers:
    return [("Last-Modified", http_date(CHANGED_AT))]
