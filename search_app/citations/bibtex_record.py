r"""BibTeX, for biblatex and biber, which know what is online and take Unicode.

The biblatex manual: 2.1.1 for ``@article`` and ``@online``, 2.2.1 for name lists and for fields taken verbatim
(``url``), 2.2.2 and 2.2.3 for the fields, 2.3.8 for dates. What is special to TeX is written as in
"The TeXbook", chapter 7, and braces as commands, because BibTeX counts them even behind a backslash ("Designing BibTeX
styles", Patashnik 1988, section 4; btparse counts the same).
"""

import re
from collections.abc import Iterable
from datetime import date

from indexer import Article
from search_app.citations.facts import Citable, address, authors, day, in_newspaper, line, outlet, translators
from search_app.citations.names import Name

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
    }
)


def bibtex(article: Article, accessed: date) -> str:
    """The record of that article, with a line end behind it: ``@article`` in a newspaper, ``@online`` elsewhere."""
    paper, published, url = in_newspaper(article), day(article.date), address(article.url)
    original = address(article.original_url)
    fields = {
        "author": _people(authors(article)),
        # Braces within braces: no style may change the case of BBC.
        "title": f"{{{escaped(line(article.title))}}}" if line(article.title) else "",
        "translator": _people(translators(article)),
        "journaltitle" if paper else "organization": f"{{{escaped(outlet(article))}}}" if outlet(article) else "",
        "entrysubtype": "newspaper" if paper else "",
        "date": published.isoformat() if published else "",
        "url": url,
        "urldate": accessed.isoformat() if url else "",
        "langid": "chinese",
        "note": escaped(f"原文：{original}") if original else "",
    }
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{'article' if paper else 'online'}{{{key(article)},\n" + ",\n".join(lines) + "\n}\n"


def key(article: Citable) -> str:
    """What the record is called: the outlet and the id, so that two articles never share it and it never changes."""
    outlet = re.sub(r"[^a-z0-9.-]+", "", article.source.lower())
    return f"{outlet or 'wenhai'}-{article.id}"


def escaped(text: str) -> str:
    """The text for TeX, with braces in pairs."""
    return text.translate(_SPECIAL)


def _people(names: Iterable[Name]) -> str:
    return " and ".join(map(_person, names))


def _person(name: Name) -> str:
    if not (name.latin and name.family):
        return f"{{{escaped(name.whole)}}}"
    parts = (name.family, name.suffix, name.given)
    return ", ".join(escaped(part) for part in parts if part)
