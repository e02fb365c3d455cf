"""Schemas from dataclasses: types come from the annotations, so that an answer and its description can't disagree."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from indexer import Count, Hit, Reference

_SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_NAMED: dict[Any, str] = {Count: "Count", Reference: "Reference", Hit: "Hit", tuple[int, int]: "Mark"}


def schema(name: str) -> dict[str, str]:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def said(description: str, **bounds: Any) -> dict[str, Any]:
    """What a field means, and what its type can't say of it."""
    return {"description": description, **bounds}


def derived(
    shape: type, description: str, leave_out: tuple[str, ...] = (), /, **about: dict[str, Any]
) -> dict[str, Any]:
    """The schema of a dataclass. ``about`` says of each field what it means; a schema of an object stands for itself.

    Raises TypeError where a field is not described or a description has no field, and for a type that has no schema.
    """
    hints = get_type_hints(shape)
    names = [field.name for field in fields(shape) if field.name not in leave_out]
    if set(names) != about.keys():
        raise TypeError(f"Of {shape.__name__}, {set(names) ^ about.keys()} are fields or described, and not both.")
    properties = {name: _property(hints[name], about[name]) for name in names}
    return {"type": "object", "description": description, "properties": properties, "required": names}


def _property(hint: Any, about: dict[str, Any]) -> dict[str, Any]:
    if "type" in about or "$ref" in about:
        return about
    typed = _typed(hint, items="items" not in about)
    head: dict[str, Any] = {key: typed.pop(key) for key in ("type", "format") if key in typed}
    return {**head, "description": about["description"], **typed, **about}


def _typed(hint: Any, *, items: bool = True) -> dict[str, Any]:
    """The schema of an annotation; of an array without its ``items`` where these are described."""
    inner = get_args(hint)
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if hint in _NAMED:
        return dict(schema(_NAMED[hint]))
    if get_origin(hint) is tuple and inner[1:] == (...,):
        return {"type": "array", "items": _typed(inner[0])} if items else {"type": "array"}
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(inner)}
    if get_origin(hint) in (Union, UnionType) and set(inner) == {datetime, NoneType}:
        return {"type": ["string", "null"], "format": "date-time"}
    if get_origin(hint) is Mapping and inner == (str, str):
        return {"type": "object"}
    raise TypeError(f"{hint} has no schema.")
