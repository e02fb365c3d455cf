"""What the answers are made of."""

from typing import Any

from indexer import (
    Added,
    Article,
    Author,
    Count,
    Hit,
    Meant,
    Neighbours,
    Picture,
    Reference,
    Snippet,
    Understood,
)
from search_app.openapi.derived import derived, said, schema
from search_app.openapi.marking import N_


def _object(description: str, **fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": fields, "required": list(fields)}


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _number(description: str, kind: str = "integer", least: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": description, "minimum": least, **more}


def _list(description: str, items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": items, **more}


ID = "^[0-9a-f]{12}w[a-z2-7]{16}$"
"""What an id looks like."""
_TEXT = {"type": "string"}
_REFERENCE = {
    "id": said(N_("编号。"), pattern=ID),
    "url": said(N_("原文的网址，已化为规范写法。")),
    "title": said(N_("标题，原样。")),
    "date": said(N_("发表的时间，北京时间；文件里没有的是 null。")),
    "byline": said(N_("署名的作者。")),
    "source": said(N_("媒体的简称，没有简称的是它的主机名。")),
}
_SECTION = said(N_("栏目；没有则为空。"))


def _with_id(schema: dict[str, Any]) -> dict[str, Any]:
    """With an id before everything else, as ``article_as_json`` gives it."""
    properties = {"id": {"type": "string", **_REFERENCE["id"]}, **schema["properties"]}
    return {**schema, "properties": properties, "required": list(properties)}


def _counts(description: str, **more: Any) -> dict[str, Any]:
    return _list(description, schema("Count"), **more)


_FOUND = {
    "Mark": _list(N_("文本中的一段，[起, 止]。"), _number(N_("第几个字符。")), minItems=2, maxItems=2),
    "Count": derived(
        Count, N_("一个值，以及有它的文章篇数。"), value=said(N_("值。")), count=said(N_("篇数。"), minimum=1)
    ),
    "Reference": derived(Reference, N_("一篇文章，如别的文章提到它时那样。"), **_REFERENCE),
    "Hit": derived(
        Hit,
        N_("找到的一篇文章。"),
        **_REFERENCE,
        section=_SECTION,
        score=said(N_("相关程度，只在同一次检索中可比。"), minimum=0),
        exact=said(N_("检索词的每一项都照原样见于文中。")),
        snippet=derived(
            Snippet,
            N_("最能说明问题的一段。"),
            text=said(N_("这一段，原样。")),
            marks=said(N_("其中与检索词相合的字句。")),
        ),
        title_marks=said(N_("标题中与检索词相合的字句。")),
        versions=said(N_("collapse=1 时，同一篇文章的其余版本。")),
    ),
    "Understood": derived(
        Understood,
        N_("检索词被理解成了什么。"),
        ("kind",),
        query=said(N_("写全了的检索词。")),
        notes=said(N_("对折叠、切分、放弃之处的说明，一处一句。")),
        also=said(
            N_("补充的别名。"),
            items=derived(Added, N_("一处。"), typed=said(N_("键入的名字。")), names=said(N_("一并查找的别名。"))),
        ),
        meant=said(
            N_("文库里没有的词，原意也许是什么。"),
            items=derived(
                Meant,
                N_("一处。"),
                typed=said(N_("键入的词。")),
                word=said(N_("也许是这个。")),
                query=said(N_("换过之后的检索词。")),
            ),
        ),
    ),
    "Facets": _object(
        N_("找到的文章在各方面的分布，至多一百个最常见的值，年份则是全部。"),
        author=_counts(N_("作者；一人的各个名字合计。"), maxItems=100),
        translator=_counts(N_("译者。"), maxItems=100),
        source=_counts(N_("媒体的简称。"), maxItems=100),
        section=_counts(N_("栏目。"), maxItems=100),
        year=_counts(N_("年份；没有日期的不计。")),
    ),
    "SearchAnswer": _object(
        N_("一页检索结果。"),
        query=_text(N_("收到的检索词。")),
        understood=schema("Understood"),
        total=_number(N_("找到的篇数，是数出来的，不是估计。")),
        exact=_number(N_("其中每一项都照原样见于文中的篇数。")),
        entries=_number(N_("总条数；collapse=1 时少于 total。")),
        took_ms=_number(N_("用时，毫秒。"), "number"),
        page=_number(N_("第几页。"), least=1),
        size=_number(N_("每页几篇。"), least=1),
        hits=_list(N_("这一页的文章。"), schema("Hit")),
        facets=schema("Facets"),
    ),
}
_READ = {
    "Article": _with_id(
        derived(
            Article,
            N_("一篇文章，全文。"),
            ("path", "archive"),
            **{name: about for name, about in _REFERENCE.items() if name != "id"},
            body=said(N_("正文，段落之间一个换行。")),
            section=_SECTION,
            captions=said(N_("图片说明。")),
            translator=said(N_("译者；没有则为空。")),
            contributors=said(N_("另有贡献的人。")),
            bios=said(N_("作者简介。")),
            original_url=said(N_("英文原文的网址；没有则为空。")),
            links=said(N_("文中链接的网址。")),
            anchors=said(N_("每个链接所在的字句，与 links 一一对应。")),
            lead_picture=said(N_("题图的网址；没有则为空。")),
            pictures=said(
                N_("文中的图片，依次排列。"),
                items=derived(
                    Picture,
                    N_("一张。"),
                    address=said(N_("网址。")),
                    caption=said(N_("图片说明，captions 之一；没有则为空。")),
                ),
            ),
            tags=said(N_("文件自带的标签和分类。")),
        )
    ),
    "Neighbours": derived(
        Neighbours,
        N_("一篇文章的近邻。"),
        versions=said(N_("同一篇文章的其余版本，从新到旧。")),
        links=said(
            N_("文中链接的网址里，文库中有的：网址到编号。"),
            additionalProperties={"type": "string", "pattern": ID},
        ),
        cites=said(N_("它引用的文章。")),
        cited_by=said(N_("引用它的文章。")),
        related=said(N_("相关的文章，从近到远。")),
    ),
    "Author": derived(
        Author,
        N_("一位作者。"),
        names=said(N_("所有的名字，署得最多的在前。"), minItems=1),
        articles=said(N_("篇数。"), minimum=1),
        sources=said(N_("各家媒体。")),
        years=said(N_("各年。")),
    ),
}
_SERVED = {
    "Suggestions": _object(
        N_("补全。"),
        query=_text(N_("收到的字句。")),
        suggestions=_list(N_("也许正要输入的。"), _TEXT),
        kinds=_list(
            N_("各属哪一类，与 suggestions 一一对应：人名等名称、作者、标题里的短语、词、标题。"),
            {"type": "string", "enum": ["name", "author", "phrase", "word", "title"]},
        ),
    ),
    "Health": _object(N_("进程活着。"), status=_text(N_("总是 ok。"), const="ok")),
    "Readiness": _object(
        N_("服务正常，有索引可查。"),
        status=_text(N_("总是 ok。"), const="ok"),
        articles=_number(N_("文章总数。")),
        generation=_text(N_("索引的代；换了就是更新过。")),
        built=_text(N_("建成的时间。"), format="date-time"),
        problem=_text(N_("应当启用的那一代索引打不开、改用别的一代时，说明缘故；否则为空。")),
    ),
    "Problem": _object(
        N_("差错（RFC 9457）。"),
        type=_text(N_("总是 about:blank。"), const="about:blank"),
        title=_text(N_("状态的名称。")),
        status=_number(N_("状态码。"), least=400, maximum=599),
        detail=_text(N_("哪里不对、怎么办。")),
    ),
}
SCHEMAS: dict[str, dict[str, Any]] = {**_FOUND, **_READ, **_SERVED}
