"""What a request may carry."""

from typing import Any

from indexer import FILTERS
from search_app.http.parameters import MAX_NAME_LENGTH, MAX_PAGE, MAX_PAGE_SIZE, MAX_QUERY_LENGTH, SORTS
from search_app.openapi.marking import N_

DAY = "day-month-or-year"
"""The ``format`` of a date here: what the pattern can't say is that the day must be in the calendar."""

_DAY = {"type": "string", "format": DAY, "pattern": "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"}
_NAME = {"type": "string", "maxLength": MAX_NAME_LENGTH}


def _query(name: str, description: str, schema: dict[str, Any], example: str | int | None = None) -> dict[str, Any]:
    shown = {} if example is None else {"example": example}
    return {"name": name, "in": "query", "description": description, "schema": schema, **shown}


def _path(name: str, description: str, schema: dict[str, Any], example: str) -> dict[str, Any]:
    return {
        "name": name, "in": "path", "required": True, "description": description, "schema": schema, "example": example,
    }  # fmt: skip


def _number(name: str, description: str, default: int, largest: int, example: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": largest}
    return _query(name, description, {"anyOf": [number, {"const": ""}], "default": default}, example)


def _switch(name: str, description: str) -> dict[str, Any]:
    return _query(name, description, {"type": "string", "enum": ["0", "1", ""]})


PARAMETERS: dict[str, dict[str, Any]] = {
    "q": _query(
        "q",
        N_(
            "检索词，写法与网页上的一样：引号里的逐字查找，减号排除，OR 任选其一，标题:、作者:、日期: 等限定范围。"
            "怎么写都不算错，理解成了什么见回答里的 understood。空的查找全部文章。"
        ),
        {"type": "string", "maxLength": MAX_QUERY_LENGTH},
        "布林肯",
    ),
    "typed": _query(
        "q",
        N_("正在输入的字句：汉字（繁简均可）、拼音或拼音首字母。"),
        {"type": "string", "maxLength": MAX_QUERY_LENGTH},
        "bulinken",
    ),
    **{
        one.parameter: _query(one.parameter, one.description, _NAME if one.kind == "name" else _DAY, one.example)
        for one in FILTERS
    },
    "sort": _query(
        "sort",
        N_("次序：relevance 最相关，newest 从新到旧，oldest 从旧到新；按时间排时，没有日期的总在最后。"),
        {"type": "string", "enum": [*SORTS, ""], "default": "relevance"},
        "newest",
    ),
    "also": _switch("also", N_("0：照原样查找，不补充同一人、同一事物的别名。")),
    "without": _query(
        "without",
        N_("补充别名时不要的名字，用半角逗号隔开。"),
        {"type": "string", "maxLength": MAX_QUERY_LENGTH},
        "特朗普,川普",
    ),
    "collapse": _switch("collapse", N_("1：同一篇文章的各个版本合为一条，其余版本列在 versions 里。")),
    "page": _number("page", N_("第几页。超过最后一页时 hits 为空。"), 1, MAX_PAGE, 1),
    "size": _number("size", N_("每页几篇。"), 10, MAX_PAGE_SIZE, 2),
    "id": _path(
        "id",
        N_("文章的编号，由它的网址算出，索引重建后不变。"),
        {"type": "string", "pattern": "^[0-9a-f]{12}(w[a-z2-7]{16})?$"},
        "5d1c0a7be3f2w4k7ynq2vxm5rthce",
    ),
    "name": _path(
        "name",
        N_("作者的任何一个名字；斜线写成 %2F 或照写都行。"),
        {"type": "string", "minLength": 1},
        "林一帆",
    ),
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": N_("上次回答的 ETag；没有变化就答 304。"),
        "schema": {"type": "string"},
    },
}  # fmt: skip


def reference(name: str) -> dict[str, str]:
    """A reference to one of them."""
    return {"$ref": f"#/components/parameters/{name}"}
