"""The same description for a page, in its language: references followed, each operation with what there is to say of
it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

from flask_babel import gettext as _

from search_app.http.parameters import MAX_PAGE

# By this name, because Babel takes what stands in the brackets of the other for a text to translate.
_told = _


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field of an answer: what it is called, what kind of value it has, what it means."""

    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and what it says."""

    status: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address. ``link`` asks it, where that can be said without knowing the archive."""

    name: str
    address: str
    summary: str
    description: str
    parameters: tuple[Row, ...]
    fields: tuple[Row, ...]
    answers: tuple[Answer, ...]
    example: str
    link: str

    @property
    def link_text(self) -> str:
        """The link as one reads it."""
        return unquote(self.link)


def operations(document: Mapping[str, Any], known: Mapping[str, str]) -> list[Operation]:
    """Every operation of an OpenAPI document; ``known`` are values of parameters in the path that there are."""
    return [_operation(document, address, item["get"], known) for address, item in document["paths"].items()]


def _operation(
    document: Mapping[str, Any], address: str, operation: Mapping[str, Any], known: Mapping[str, str]
) -> Operation:
    parameters = [_followed(document, one) for one in operation["parameters"]]
    answers = {status: _followed(document, one) for status, one in operation["responses"].items()}
    content = answers["200"]["content"]["application/json"]
    return Operation(
        name=operation["operationId"],
        address=address,
        summary=_told(operation["summary"]),
        description=_told(operation["description"]),
        parameters=tuple(
            Row(one["name"], _kind(document, one["schema"]), _told(one["description"])) for one in parameters
        ),
        fields=tuple(_fields(document, content["schema"])),
        answers=tuple(Answer(status, _told(one["description"])) for status, one in answers.items()),
        example=json.dumps(content["example"], ensure_ascii=False, indent=2),
        link=_link(address, parameters, known),
    )


def _followed(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in value:
        target: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> Iterator[Row]:
    """The fields of an object, those of objects inside it by their path: ``hits[].snippet.text``."""
    for name, field in _followed(document, schema).get("properties", {}).items():
        followed = _followed(document, field)
        said = followed.get("description", "")
        yield Row(prefix + name, _kind(document, field), _told(said) if said else "")
        inner, path = followed, f"{prefix}{name}"
        while inner.get("type") == "array":
            inner, path = _followed(document, inner["items"]), f"{path}[]"
        yield from _fields(document, inner, f"{path}.")


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    schema = _followed(document, schema)
    # Empty is as good as absent everywhere; the page says so once.
    schema = {**schema, **next(iter(schema.get("anyOf", ())), {})}
    if "enum" in schema:
        return _(" 或 ").join(str(one) for one in schema["enum"] if one != "")
    if "maximum" in schema and schema["maximum"] < MAX_PAGE:
        return _("整数，%(least)s 到 %(most)s", least=schema["minimum"], most=schema["maximum"])
    if "maximum" in schema:
        return _("整数，从 %(least)s 起", least=schema["minimum"])
    if "maxLength" in schema:
        return _("文本，至多 %(n)s 字", n=schema["maxLength"])
    if "pattern" in schema and schema.get("format"):
        return _("日、月或年")
    if schema["type"] == "array":
        return _("数组")
    if schema["type"] == ["string", "null"]:
        return _("时间或 null")
    names = {
        "string": _("文本"), "integer": _("整数"), "number": _("数"), "boolean": _("真假"), "object": _("对象"),
    }  # fmt: skip
    return names[schema["type"]]


def _link(address: str, parameters: list[Mapping[str, Any]], known: Mapping[str, str]) -> str:
    """The address with the examples of ``q`` and ``size``, and with values in the path that there are."""
    arguments = {}
    for one in parameters:
        if one["in"] == "path":
            if one["name"] not in known:
                return ""
            address = address.replace(f"{{{one['name']}}}", quote(known[one["name"]]))
        elif one["name"] in ("q", "size"):
            arguments[one["name"]] = one["example"]
    return f"{address}?{urlencode(arguments)}" if arguments else address
