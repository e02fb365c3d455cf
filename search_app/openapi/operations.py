"""Every address of the API, what it takes and what it answers."""

from typing import Any

from indexer import FILTERS
from search_app.openapi import examples
from search_app.openapi.derived import schema
from search_app.openapi.marking import N_
from search_app.openapi.parameters import reference
from search_app.openapi.responses import answer, problems

_CACHED = ("ETag", "Cache-Control", "Vary")
_SEARCH = (
    "q", *(one.parameter for one in FILTERS), "sort", "page", "size", "also", "without", "collapse",
)  # fmt: skip


def _get(
    name: str,
    tag: str,
    summary: str,
    description: str,
    parameters: tuple[str, ...],
    ok: dict[str, Any],
    *others: str,
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "tags": [tag],
            "summary": summary,
            "description": description,
            "parameters": [reference(one) for one in parameters],
            "responses": {"200": ok, **problems(*others)},
        }
    }


PATHS: dict[str, dict[str, Any]] = {
    "/api/search": _get(
        "search",
        "检索",
        N_("检索文章"),
        N_("检索词和各项条件所找到的文章，一页一页地给，另有计数和分布。翻到最后一页为止，没有上限。"),
        (*_SEARCH, "If-None-Match"),
        answer(N_("一页检索结果。"), schema("SearchAnswer"), examples.SEARCH, *_CACHED),
        "304", "400", "405", "500", "503",
    ),
    "/api/suggest": _get(
        "suggest",
        "检索",
        N_("补全正在输入的字句"),
        N_("先给以它开头的人名、作者、短语和词，再给含有它的标题；至多八项。空的不给。"),
        ("typed", "If-None-Match"),
        answer(N_("补全。"), schema("Suggestions"), examples.SUGGESTIONS, *_CACHED),
        "304", "400", "405", "500", "503",
    ),
    "/api/articles/{id}": _get(
        "article",
        "文章与作者",
        N_("一篇文章"),
        N_("全文，以及文件里记下的一切。"),
        ("id", "If-None-Match"),
        answer(N_("这篇文章。"), schema("Article"), examples.ARTICLE, *_CACHED),
        "304", "404", "405", "500", "503",
    ),
    "/api/articles/{id}/neighbours": _get(
        "neighbours",
        "文章与作者",
        N_("一篇文章的近邻"),
        N_("它的其余版本、它引用的、引用它的、与它相关的。"),
        ("id", "If-None-Match"),
        answer(N_("近邻。"), schema("Neighbours"), examples.NEIGHBOURS, *_CACHED),
        "304", "404", "405", "500", "503",
    ),
    "/api/authors/{name}": _get(
        "author",
        "文章与作者",
        N_("一位作者"),
        N_("这个名字属于谁：所有的名字、写过的媒体和年份。"),
        ("name", "If-None-Match"),
        answer(N_("这位作者。"), schema("Author"), examples.AUTHOR, *_CACHED),
        "304", "404", "405", "500", "503",
    ),
    "/api/openapi.json": _get(
        "openapi",
        "服务",
        N_("这份说明"),
        N_("OpenAPI 3.1 的接口说明；供人读的在 /api。"),
        ("If-None-Match",),
        answer(
            N_("这份说明。"),
            {"type": "object", "required": ["openapi", "info", "paths"]},
            examples.OPENAPI,
            *_CACHED,
        ),
        "304", "405", "500",
    ),
    "/healthz": _get(
        "healthz",
        "服务",
        N_("这个进程是否活着"),
        N_("供监视的程序用；从不缓存。不碰索引：它不答，重启才有用。"),
        (),
        answer(N_("活着。"), schema("Health"), examples.HEALTH, "Cache-Control"),
        "405", "500",
    ),
    "/readyz": _get(
        "readyz",
        "服务",
        N_("有没有索引可查"),
        N_("供监视的程序用；从不缓存。打开索引，试查一次，成了才答 200；不成则是 503，重启无济于事。"),
        (),
        answer(N_("有。"), schema("Readiness"), examples.READINESS, "Cache-Control"),
        "405", "500", "503",
    ),
}  # fmt: skip
