"""The description of the API for programs and for readers: OpenAPI 3.1, as data, put together once.

https://spec.openapis.org/oas/v3.1.1. Bounds come from ``search_app.http.parameters``, so that there is one of each.
"""

from functools import cache
from typing import Any

from search_app.openapi.marking import N_
from search_app.openapi.operations import PATHS
from search_app.openapi.parameters import PARAMETERS
from search_app.openapi.responses import HEADERS, RESPONSES
from search_app.openapi.schemas import SCHEMAS
from search_app.version import release

_ABOUT = N_("""文海的检索接口，只读，所有回答都是 UTF-8 的 JSON。

- 方法：每个地址都接受 GET、HEAD 和 OPTIONS，其余一律 405，允许的方法写在 Allow 里。
- 参数：空的等于没有给；没有列出的不理会；同一个参数给了几次，以第一次为准；控制字符当作空格。
- 差错：一律是 application/problem+json（RFC 9457），detail 用一句话说明哪里不对；参数的差错依 Accept-Language 的语言。
- 缓存：回答带弱 ETag，随索引的代、程序和网址而变。带上 If-None-Match 再问，没有变化就是 304，不必重新检索。
- 压缩：按 Accept-Encoding 用 br 或 gzip，流式的导出用 zstd 或 gzip。
- 跨域：不发送任何 CORS 头，别处的网页里的脚本读不到这里的回答；文库可能是私人的，开放与否由前面的代理决定。
- 标记：[起, 止] 按字符（Unicode 码点）计，从 0 数起，不含止；文本本身从不改动。
- 时间：北京时间（+08:00）。""")


@cache
def document() -> dict[str, Any]:
    """The whole document. Not to be changed by whoever gets it."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "文海",
            "summary": "中文新闻文库的全文检索",
            "description": _ABOUT,
            "version": release() or "0",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "提供这份说明的服务器"}],
        "tags": [
            {"name": "检索", "description": "查找文章，以及替人补全正在输入的字句"},
            {"name": "文章与作者", "description": "一篇文章、它的近邻、一位作者"},
            {"name": "服务", "description": "服务器的状态，以及这份说明"},
        ],
        "paths": PATHS,
        "components": {
            "parameters": PARAMETERS,
            "schemas": SCHEMAS,
            "responses": RESPONSES,
            "headers": HEADERS,
        },
    }


__all__ = ["document"]
