"""Every error as an answer: a page where a page was asked for, problem+json everywhere else, with the same status."""

import os
import re
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from indexer import (
    ArticleNotFound,
    AuthorNotFound,
    BadParameter,
    EngineAway,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexUnreadable,
    SearchTooExpensive,
    WenhaiError,
)
from search_app.http.audience import for_files, for_programs
from search_app.http.parameters import MAX_QUERY_LENGTH
from search_app.http.preferences import current_preferences

_KINDS: dict[type[Exception], tuple[int, str | LazyString, str | LazyString]] = {
    BadParameter: (400, _l("这样搜不了"), ""),
    SearchTooExpensive: (
        400,
        _l("这样搜太费力"),
        _l(
            "检索式里的条件太多，或者要翻查的文章太多，没有搜完就停了。"
            "请减少几个词，把 T* 这样的开头写长一些，或者分几次搜。"
        ),
    ),
    ArticleNotFound: (
        404,
        _l("没有这篇文章"),
        _l("它可能已从文库中移除，或者网址抄漏了一截。试试用标题里的字句再搜一次。"),
    ),
    AuthorNotFound: (
        404,
        _l("没有这位作者"),
        _l("文库里没有署这个名字的文章。也许另有写法，不妨在首页的作者栏里试试。"),
    ),
    EngineAway: (
        503,
        _l("文库暂时连不上"),
        _l("保管索引的服务器这会儿没有应答，多半很快就会恢复。请稍等片刻，再刷新本页。"),
    ),
    IndexMissing: (
        503,
        _l("文库还没有索引"),
        _l("请管理员先对存放文章的文件夹建立索引，建好后刷新本页即可，无须重启："),
    ),
    IndexMismatch: (503, _l("索引须重建"), _l("现有的索引由另一版程序建成，这一版读不了。请管理员重新建立索引：")),
    IndexUnreadable: (503, _l("索引打不开"), _l("程序没有权限读取索引文件。请管理员检查。")),
    IndexDamaged: (503, _l("索引打不开"), _l("索引文件已损坏。请管理员重新建立索引：")),
}
_STATUSES: dict[int, tuple[LazyString, LazyString]] = {
    404: (_l("没有这一页"), _l("网址可能写错了。请从首页重新搜索。")),
    405: (_l("不能这样访问"), _l("这个网址只供阅读，不接受提交。")),
    503: (_l("正在导出的人太多"), _l("同时进行的导出已满。请稍等片刻再试，也可以先缩小检索的范围。")),
    413: (_l("提交的内容太长"), _l("这个网址只接受短小的提交。请从首页重新搜索。")),
    500: (_l("出了差错"), _l("程序没能完成这次搜索，差错已经记下。请稍后再试。")),
}

_PATH = re.compile(r"(?<![\w.:/])/(?:[^\s/'\"();,（）；，。：]+/)+[^\s/'\"();,（）；，。：]*")
_KEPT = ("Allow", "Retry-After")
"""Headers that belong to a status and not to the page that Werkzeug would have made of it."""


def install(app: Flask) -> None:
    """Answer for every error of the library, of HTTP, and for those that nobody expected."""
    app.register_error_handler(WenhaiError, _library_error)
    app.register_error_handler(HTTPException, _http_error)


def _library_error(error: WenhaiError) -> Response:
    # The API speaks English, whatever language its users read.
    detail = str(error) if for_programs() else error.told(current_preferences().language)
    for kind, (status, title, sentence) in _KINDS.items():
        if isinstance(error, kind):
            if status < 500:
                return _answer(status, title, sentence, detail)
            current_app.logger.warning("%s", error)
            return _answer(
                status, title, sentence, without_paths(detail), with_command=kind not in (EngineAway, IndexUnreadable)
            )
    current_app.logger.error("A request failed.", exc_info=error)
    return _answer(500, *_STATUSES[500], without_paths(detail))


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    title, sentence = _STATUSES.get(
        status, (_("请求没有成功"), _("服务器处理不了这个请求（HTTP %(status)s）。请从首页重新搜索。", status=status))
    )
    # A file is often asked for by a reader, who is told more by our sentence than by Werkzeug's.
    response = _answer(status, title, sentence, str(sentence) if for_files() else error.description or str(title))
    response.headers.update({name: value for name, value in error.get_headers() if name in _KEPT})
    return response


def _answer(
    status: int, title: str | LazyString, sentence: str | LazyString, detail: str, *, with_command: bool = False
) -> Response:
    if for_programs() or for_files():
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        response = jsonify(problem)
        response.mimetype = "application/problem+json"
    else:
        query = request.args.get("q", "")
        page = render_template(
            "message.html",
            title=title,
            sentence=sentence or detail,
            detail=detail if with_command else "",
            command=command() if with_command else "",
            query=query if len(query) <= MAX_QUERY_LENGTH else "",
        )
        response = make_response(page)
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def command() -> str:
    """What an operator runs to get an index. Where this application looks for it, its log says, and not the page."""
    return "wenhai reindex " + _("归档文件夹")


def without_paths(text: str) -> str:
    """A sentence for operators as readers may see it: where files lie on this machine is no business of theirs."""
    location = current_app.config["WENHAI"].index
    if "://" not in location:
        text = re.sub(rf"{re.escape(os.path.abspath(location))}(?:/[^\s/'\"();,（）；，。：]+)*", "…", text)
    return _PATH.sub("…", text)
