"""One answer of each operation, made up; tests hold them to the schemas."""

from typing import Any

_REFERENCE: dict[str, Any] = {
    "id": "5d1c0a7be3f2w4k7ynq2vxm5rthce",
    "url": "https://cn.nytimes.com/china/20240427/blinken-visits-beijing/",
    "title": "布林肯在北京会见王毅",
    "date": "2024-04-27T09:13:00+08:00",
    "byline": ["林一帆"],
    "source": "nyt",
}
_ORIGINAL = "https://www.nytimes.com/2024/04/26/world/blinken-visits-beijing.html"

SEARCH: dict[str, Any] = {
    "query": "布林肯",
    "understood": {
        "query": "布林肯",
        "notes": [],
        "also": [{"typed": "布林肯", "names": ["Blinken"]}],
        "meant": [],
    },
    "total": 1,
    "exact": 1,
    "entries": 1,
    "took_ms": 0.8,
    "page": 1,
    "size": 10,
    "hits": [
        {
            **_REFERENCE,
            "section": "china",
            "score": 11.27,
            "exact": True,
            "snippet": {"text": "国务卿布林肯周五抵达北京。", "marks": [[3, 6]]},
            "title_marks": [[0, 3]],
            "versions": [],
        }
    ],
    "facets": {
        "author": [{"value": "林一帆", "count": 1}],
        "translator": [],
        "source": [{"value": "nyt", "count": 1}],
        "section": [{"value": "china", "count": 1}],
        "year": [{"value": "2024", "count": 1}],
    },
}
SUGGESTIONS: dict[str, Any] = {
    "query": "bulinken",
    "suggestions": ["布林肯", "布林肯在北京会见王毅"],
    "kinds": ["name", "title"],
}
ARTICLE: dict[str, Any] = {
    **_REFERENCE,
    "body": "国务卿布林肯周五抵达北京。\n他会见了外交部长王毅。",
    "section": "china",
    "captions": ["布林肯抵达北京。"],
    "translator": "何晏",
    "contributors": [],
    "bios": [],
    "original_url": _ORIGINAL,
    "links": ["https://cn.nytimes.com/china/20240301/talks/"],
    "anchors": ["会见"],
    "lead_picture": "",
    "pictures": [{"address": "https://static01.nyt.com/images/2024/04/26/arrival.jpg", "caption": "布林肯抵达北京。"}],
    "tags": [],
}
NEIGHBOURS: dict[str, Any] = {
    "versions": [],
    "links": {"https://cn.nytimes.com/china/20240301/talks/": "90c4b81e6a07wzt3h6dq5abm2plkf"},
    "cites": [
        {
            "id": "90c4b81e6a07wzt3h6dq5abm2plkf",
            "url": "https://cn.nytimes.com/china/20240301/talks/",
            "title": "会谈之前",
            "date": None,
            "byline": [],
            "source": "nyt",
        }
    ],
    "cited_by": [],
    "related": [],
}
AUTHOR: dict[str, Any] = {
    "names": ["林一帆", "Lin Yifan"],
    "articles": 12,
    "sources": [{"value": "nyt", "count": 12}],
    "years": [{"value": "2023", "count": 4}, {"value": "2024", "count": 8}],
}
HEALTH: dict[str, Any] = {"status": "ok"}
READINESS: dict[str, Any] = {
    "status": "ok",
    "articles": 62653,
    "generation": "20261124-081500-1f6a",
    "built": "2026-11-24T08:15:00+00:00",
    "problem": "",
}
OPENAPI: dict[str, Any] = {"openapi": "3.1.1", "info": {"title": "文海"}, "paths": {}}
