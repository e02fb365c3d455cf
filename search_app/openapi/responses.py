"""What comes back: headers, the answers that several operations share, and how one of its own is put."""

from typing import Any

from search_app.openapi.derived import schema
from search_app.openapi.marking import N_

HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": N_("弱 ETag：索引、程序、网址都没有变，它就不变；took_ms 不算在内。"),
        "required": True,
        "schema": {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
        "example": 'W/"6f0e2c9a51d84b37"',
    },
    "Cache-Control": {
        "description": N_("no-cache：可以存，用前先问。no-store：不要存。"),
        "required": True,
        "schema": {"type": "string", "enum": ["no-cache", "no-store"]},
        "example": "no-cache",
    },
    "Vary": {"description": N_("只随压缩方式而变。"), "schema": {"type": "string"}, "example": "Accept-Encoding"},
    "Retry-After": {
        "description": N_("过几秒再试。"),
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 30,
    },
    "Allow": {
        "description": N_("这个地址接受的方法。"),
        "required": True,
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS",
    },
}


def header(*names: str) -> dict[str, Any]:
    """References to these."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: int, title: str, description: str, detail: str, *headers: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": header("Cache-Control", *headers),
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [schema("Problem"), {"properties": {"status": {"const": status}}}]},
                "example": {"type": "about:blank", "title": title, "status": status, "detail": detail},
            }
        },
    }


RESPONSES: dict[str, dict[str, Any]] = {
    "Unchanged": {
        "description": N_("与 If-None-Match 里的 ETag 相比没有变化；没有正文。"),
        "headers": header("ETag", "Cache-Control", "Vary"),
    },
    "BadParameter": _problem(
        400,
        "Bad Request",
        N_("参数不对，或者这样搜太费力。"),
        "每页篇数（size）须是 1 到 100 之间的整数，收到的是“0”。",
    ),
    "NotFound": _problem(
        404,
        "Not Found",
        N_("没有这篇文章、这位作者。"),
        "There is no article '5d1c0a7be3f2' in the index. It may have been removed since it was found.",
    ),
    "OtherMethod": _problem(
        405,
        "Method Not Allowed",
        N_("用了 GET、HEAD、OPTIONS 以外的方法。"),
        "The method is not allowed for the requested URL.",
        "Allow",
    ),
    "Failed": _problem(
        500,
        "Internal Server Error",
        N_("程序出了差错，已经记下。"),
        "The server encountered an internal error.",
    ),
    "NoIndex": _problem(
        503,
        "Service Unavailable",
        N_("还没有索引，或者读不了。"),
        "There is no index in … yet. Build one with: wenhai reindex ARCHIVE",
        "Retry-After",
    ),
}

_PROBLEMS = {
    "304": "Unchanged",
    "400": "BadParameter",
    "404": "NotFound",
    "405": "OtherMethod",
    "500": "Failed",
    "503": "NoIndex",
}


def problems(*statuses: str) -> dict[str, Any]:
    """References to the answers with these statuses."""
    return {status: {"$ref": f"#/components/responses/{_PROBLEMS[status]}"} for status in statuses}


def answer(description: str, content: dict[str, Any], example: object, *headers: str) -> dict[str, Any]:
    """An answer in JSON of one operation alone."""
    return {
        "description": description,
        "headers": header(*headers),
        "content": {"application/json": {"schema": content, "example": example}},
    }
