"""What describe tells of an object and its fields.

Source: profile.yaml, topic ``describe``; what no client is known to read has its most usual value.
"""

from __future__ import annotations

from typing import Any

from .schema import NUMBER_TYPES, Child, Field, ObjectType, PicklistValue

MASTER_RECORD_TYPE = "012000000000000AAA"
SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "time": "xsd:time",
    "address": "urn:address",
    "base64": "xsd:base64Binary",
}
BYTES_PER_CHARACTER = 3
INT_DIGITS = 8
ID_LENGTH = 18
SUMMARY_CONSTANTS = {
    "activateable": False,
    "associateEntityType": None,
    "associateParentEntity": None,
    "customSetting": False,
    "deepCloneable": False,
    "deprecatedAndHidden": False,
    "feedEnabled": False,
    "hasSubtypes": False,
    "isInterface": False,
    "isSubtype": False,
}
FIELD_CONSTANTS = {
    "aiPredictionField": False,
    "calculatedFormula": None,
    "controllerName": None,
    "defaultValueFormula": None,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "displayLocationInDecimal": False,
    "encrypted": False,
    "extraTypeInfo": None,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "highScaleNumber": False,
    "inlineHelpText": None,
    "mask": None,
    "maskType": None,
    "queryByDistance": False,
    "referenceTargetField": None,
    "searchPrefilterable": False,
}
ON_DESCRIPTION = {
    "actionOverrides": [],
    "compactLayoutable": True,
    "listviewable": None,
    "lookupLayoutable": None,
    "namedLayoutInfos": [],
    "networkScopeFieldName": None,
    "searchLayoutable": True,
    "sobjectDescribeOption": "FULL",
    "supportedScopes": [
        {"label": "All records", "name": "everything"},
        {"label": "My records", "name": "mine"},
    ],
}


def summary(type: ObjectType, base: str) -> dict[str, Any]:
    """Return what the global describe tells of an object."""
    path = f"{base}/sobjects/{type.name}"
    urls = {"rowTemplate": f"{path}/{{ID}}", "describe": f"{path}/describe", "sobject": path}
    content: dict[str, Any] = {
        **SUMMARY_CONSTANTS,
        **type.flags,
        "custom": type.custom,
        "keyPrefix": type.key_prefix,
        "label": type.label,
        "labelPlural": type.label_plural,
        "mruEnabled": type.flags["layoutable"],
        "name": type.name,
    }
    return {**dict(sorted(content.items())), "urls": urls}


def description(type: ObjectType, base: str) -> dict[str, Any]:
    """Return the full describe of an object."""
    return {
        **summary(type, base),
        **ON_DESCRIPTION,
        "childRelationships": [_child(child) for child in type.children],
        "fields": [describe_field(type, field) for field in type.fields],
        "recordTypeInfos": [_master(type, base)],
    }


def describe_field(type: ObjectType, field: Field) -> dict[str, Any]:
    """Return the describe of a field."""
    content = {**FIELD_CONSTANTS, **_shape(field), **_behaviour(type, field), **_relations(type, field)}
    return dict(sorted(content.items()))


def _shape(field: Field) -> dict[str, Any]:
    is_number = field.type in NUMBER_TYPES
    has_length = field.is_text or field.type in ("id", "reference")
    length = field.length if has_length else 0
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "length": length,
        "byteLength": ID_LENGTH if field.type in ("id", "reference") else length * BYTES_PER_CHARACTER,
        "digits": INT_DIGITS if field.type == "int" else 0,
        "precision": field.precision if is_number and field.type != "int" else 0,
        "scale": field.scale if is_number else 0,
        "soapType": SOAP_TYPES.get(field.type, "xsd:string"),
        "custom": field.custom,
        "picklistValues": [_picklist_value(field, value) for value in field.values],
        "htmlFormatted": field.type == "url",
    }


def _behaviour(type: ObjectType, field: Field) -> dict[str, Any]:
    has_default = field.default is not None or field.default_from is not None
    is_system = field.name in (
        "Id",
        "CreatedDate",
        "CreatedById",
        "LastModifiedDate",
        "LastModifiedById",
        "SystemModstamp",
    )
    return {
        "aggregatable": field.is_aggregatable,
        "autoNumber": field.autonumber is not None,
        "calculated": field.derived is not None and field.derived["kind"] == "formula" and not field.overridable,
        "caseSensitive": field.case_sensitive,
        "createable": field.createable,
        "defaultValue": False if field.type == "boolean" and field.default is None else field.default,
        "defaultedOnCreate": has_default or is_system or field.type == "boolean" or field.name == "OwnerId",
        "externalId": field.external_id,
        "filterable": field.is_filterable,
        "groupable": field.is_groupable,
        "idLookup": field.id_lookup,
        "nameField": field.name == type.name_field,
        "nillable": field.nillable,
        "permissionable": field.nillable and field.createable,
        "restrictedPicklist": field.restricted,
        "sortable": field.is_sortable,
        "unique": field.unique,
        "updateable": field.updateable,
        "writeRequiresMasterRead": False,
    }


def _relations(type: ObjectType, field: Field) -> dict[str, Any]:
    is_polymorphic = len(field.reference_to) > 1
    return {
        "cascadeDelete": False,
        "compoundFieldName": field.compound,
        "namePointing": is_polymorphic,
        "polymorphicForeignKey": is_polymorphic,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship_name,
        "relationshipOrder": None,
        "restrictedDelete": False,
    }


def _picklist_value(field: Field, value: PicklistValue) -> dict[str, Any]:
    return {
        "active": value.active,
        "defaultValue": value.value == field.default,
        "label": value.label,
        "validFor": None,
        "value": value.value,
    }


def _child(child: Child) -> dict[str, Any]:
    return {
        "cascadeDelete": child.cascade_delete,
        "childSObject": child.object,
        "deprecatedAndHidden": False,
        "field": child.field,
        "junctionIdListNames": [],
        "junctionReferenceTo": [],
        "relationshipName": child.name,
        "restrictedDelete": child.restricted_delete,
    }


def _master(type: ObjectType, base: str) -> dict[str, Any]:
    layout = f"{base}/sobjects/{type.name}/describe/layouts/{MASTER_RECORD_TYPE}"
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": True,
        "developerName": "Master",
        "master": True,
        "name": "Master",
        "recordTypeId": MASTER_RECORD_TYPE,
        "urls": {"layout": layout},
    }
