"""One file to one Article, and one archive to its articles."""

import os
from collections.abc import Callable, Generator, Iterator

from bs4.exceptions import ParserRejectedMarkup

from indexer.archive.address import absolute, section_of, source_of
from indexer.archive.body import Body, read_body
from indexer.archive.characters import decode, squeeze
from indexer.archive.credits import credits_in
from indexer.archive.dates import Stamp, parse_date, settle
from indexer.archive.entry import Entry, Rejected, Rejection
from indexer.archive.footer import Footer, read_footer
from indexer.archive.header import Header, identify, read_header, tags_in
from indexer.archive.limits import Limits
from indexer.archive.markup import read_page
from indexer.archive.names import too_large
from indexer.archive.noise import PROMO_START
from indexer.archive.outlets import source_of_name
from indexer.archive.page import Page
from indexer.archive.pictures import lead_picture, read_pictures
from indexer.archive.walking import walk
from indexer.article import Article

_PROMO_REACH = 2_000
"""How near to its end a file must name the promo: an article may write about it."""


def parse(data: bytes, path: str, limits: Limits | None = None, archive: str = "") -> Article:
    """The article in a file. ``path`` is its place in the archive, ``archive`` that of ``Article``.

    Raises Rejected where the bytes are no text, hold neither a title nor text, or are over a limit; nothing else, for
    any bytes.
    """
    limits = limits or Limits()
    if len(data) > limits.file:
        raise too_large(len(data), limits)
    header = read_header(decode(data), path)
    page = _page(header.markup, limits)
    source = _source(header, path)
    title = header.title or page.title
    body = read_body(page, title, source)
    if not title and not body.text:
        raise Rejected("The file holds neither a title nor text.")
    stamps = (parse_date(time, source) for time in [*page.times, *body.times])
    own = next((stamp for stamp in stamps if stamp.moment), Stamp())
    credit = credits_in(source, body.paragraphs)
    footer = read_footer(body.footer) if body.footer else Footer()
    base = header.url or "https:///"
    links = _links(body, base)
    article = Article(
        url=header.url,
        title=title or body.paragraphs[0][:60],
        body=body.text,
        byline=body.byline or credit.byline,
        date=settle(own, header.stamp, parse_date(header.front.get("date", "")).moment),
        source=source,
        section=section_of(header.url) or header.section,
        captions=body.captions,
        translator=footer.translator or credit.translator,
        contributors=footer.contributors,
        bios=footer.bios,
        original_url=absolute(footer.original_url, base),
        links=tuple(links),
        anchors=tuple(links.values()),
        lead_picture=lead_picture(page, base),
        pictures=read_pictures(page, frozenset(body.captions), base),
        path=path,
        archive=archive,
        tags=tags_in(header.front),
    )
    if (size := _head(article)) > limits.head:
        raise Rejected(
            "Title, names, tags and addresses have {size:,} characters, {over}", size=size, over=limits.over("head")
        )
    return article


def _head(article: Article) -> int:
    """Characters of all that every list of articles, or every page of this one, shows."""
    one = (article.url, article.title, article.source, article.section, article.translator, article.original_url)
    many = (article.byline, article.contributors, article.bios, article.tags)
    return sum(map(len, one)) + sum(sum(map(len, texts)) for texts in many)


def _page(markup: str, limits: Limits) -> Page:
    end = markup.rfind(PROMO_START)
    if end >= 0 and end > len(markup) - _PROMO_REACH:
        markup = markup[:end]
    if not markup.strip():
        return Page()
    if markup.count("<") > limits.tags:
        raise Rejected("The markup holds more than {tags:,} tags, {over}", tags=limits.tags, over=limits.over("tags"))
    try:
        return read_page(markup, limits)
    except (ParserRejectedMarkup, RecursionError, AssertionError, ValueError) as error:
        raise Rejected("The markup can't be read: {kind}.", kind=type(error).__name__) from None


def _source(header: Header, path: str) -> str:
    """The outlet: by the address, else by the front matter's author, who is the outlet, else by the folder."""
    if source := source_of(header.url):
        return source
    if author := squeeze(header.front.get("author", "")):
        return source_of_name(author)
    return squeeze(path.rpartition("/")[0].rpartition("/")[2])


def _links(body: Body, base: str) -> dict[str, str]:
    """The addresses that the text links to, each with the text of its first link."""
    links: dict[str, str] = {}
    for href, text in body.links:
        link = absolute(href, base)
        if link and link != base and "//feedx." not in link:
            links[link] = links.get(link) or text
    return links


_Place = tuple[str, int]


def read_archive(
    path: str | os.PathLike[str],
    rejected: Callable[[Rejection], object] | None = None,
    limits: Limits | None = None,
) -> Iterator[Article]:
    """Every article of an archive, each address once, in its newest version that can be read.

    ``rejected`` is told of every file that could not be, once. Raises ArchiveMissing where there is no archive.
    """
    tell = rejected or (lambda rejection: None)
    limits = limits or Limits()
    versions: dict[str, list[tuple[str, str, int]]] = {}
    for item, count in _counted(path, limits):
        if isinstance(item, Rejection):
            tell(item)
            continue
        try:
            identity = identify(item.read(), item.path)
        except Rejected as error:
            tell(Rejection(item.path, error.reason))
            continue
        versions.setdefault(identity.identity, []).append((identity.version, item.path, count))
    wanted = dict(_newest(key, versions) for key in versions)
    while wanted:
        wanted = yield from _parsed(path, wanted, versions, tell, limits)


def _newest(key: str, versions: dict[str, list[tuple[str, str, int]]]) -> tuple[_Place, str]:
    """Take the newest version of an article off the list, as the place of its file."""
    best = max(versions[key])
    versions[key].remove(best)
    return (best[1], best[2]), key


def _parsed(
    path: str | os.PathLike[str],
    wanted: dict[_Place, str],
    versions: dict[str, list[tuple[str, str, int]]],
    tell: Callable[[Rejection], object],
    limits: Limits,
) -> Generator[Article, None, dict[_Place, str]]:
    """One pass over the archive: the wanted files' articles. Returns the files wanted in the stead of rejected ones."""
    again: dict[_Place, str] = {}
    for item, count in _counted(path, limits):
        key = wanted.pop((item.path, count), None) if isinstance(item, Entry) else None
        if key is None or isinstance(item, Rejection):
            continue
        try:
            yield parse(item.read(), item.path, limits)
        except Rejected as error:
            tell(Rejection(item.path, error.reason))
            if versions[key]:
                again.update([_newest(key, versions)])
        if not wanted:
            break
    return again


def _counted(path: str | os.PathLike[str], limits: Limits) -> Iterator[tuple[Entry | Rejection, int]]:
    """The items of an archive, each with how many of its path came before: a tar may hold one path twice."""
    seen: dict[str, int] = {}
    for item in walk(path, limits):
        count = seen.get(item.path, 0)
        seen[item.path] = count + 1
        yield item, count
