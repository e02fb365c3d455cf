"""GB/T 7714-2015, 信息与文献 参考文献著录规则.

Section 4.4.2 says what stands in the entry of an article in a newspaper, 4.6.2 in that of another online source; 7.1
the punctuation; 8.1.1 and 8.1.2 how persons are written and how many; 8.4.3 the date of a newspaper, 8.4.4 the dates
of change and of access in brackets; tables B.1 and B.2 the signs [N/OL] and [EB/OL]. Where the author is unknown
the entry begins with the title (8.1.3, for numbered references). A translator stands where 4.1.2 has him for books.
"""

from datetime import date

from indexer import Article
from search_app.citations.facts import address, authors, day, in_newspaper, line, outlet, translators
from search_app.citations.names import Name

_SHOWN = 3


def gbt(article: Article, accessed: date) -> str:
    """The entry of that article in a list of references, without a number."""
    published, paper, url = day(article.date), in_newspaper(article), address(article.url)
    kind = ("N" if paper else "EB") + ("/OL" if url else "")
    read = f"[{accessed.isoformat()}]" if url else ""
    names, others = authors(article), translators(article)
    return (
        ". ".join(
            part
            for part in (
                _people(names),
                f"{line(article.title) or '无题名'}[{kind}]",
                f"{_people(others)}, 译" if others else "",
                (_in_paper if paper else _on_site)(outlet(article), published, read),
                url,
            )
            if part
        )
        + "."
    )


def _in_paper(outlet: str, published: date | None, read: str) -> str:
    return ", ".join(part for part in (outlet, published.isoformat() if published else "") if part) + read


def _on_site(outlet: str, published: date | None, read: str) -> str:
    return ", ".join(part for part in (outlet, (f"({published.isoformat()})" if published else "") + read) if part)


def _people(names: tuple[Name, ...]) -> str:
    shown = names[:_SHOWN]
    families = [name.family for name in names]
    written = [_person(name, families.count(name.family) > 1) for name in shown]
    if len(names) > _SHOWN:
        written.append("et al" if all(name.latin for name in shown) else "等")
    return ", ".join(written)


def _person(name: Name, shared: bool) -> str:
    """A Western name is the family name in capitals with initials; of its Chinese transliteration only the family name
    is written, unless another author ``shared`` it."""
    if not name.family:
        return name.whole
    if not name.latin:
        return name.whole if shared else name.family
    return " ".join(part for part in (name.family, name.initials("", " "), name.suffix.rstrip(".")) if part).upper()
