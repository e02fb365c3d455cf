"""BibTeX and RIS: what ``citations`` writes of one article, for all of them, behind what the file is about."""

from collections.abc import Iterable, Iterator

from indexer import Found
from search_app.citations import bibtex, ris
from search_app.exports.about import About

_COMMENT = str.maketrans({"{": "｛", "}": "｝", "@": "＠"})


def bibtex_pieces(about: About, found: Iterable[Found]) -> Iterator[str]:
    """The file: ``@comment`` with what it is about, then the records.

    BibTeX passes over ``@comment`` and goes on reading behind it, for the next ``@`` ("BibTeXing", Patashnik 1988, 3):
    so there is none in it, and no brace.
    """
    rows = "".join(f"  {label}：{value}\n" for label, value in about.rows() if value)
    yield f"@comment{{\n{rows.translate(_COMMENT)}}}\n"
    for one in found:
        yield "\n" + bibtex(one.article, about.exported)


def ris_pieces(about: About, found: Iterable[Found]) -> Iterator[str]:
    """The file: four lines before the first record, as databases write them, then the records.

    Zotero and EndNote pass over what stands before the first TY. Zotero takes a file for RIS only if a TY is among its
    first five lines that are not empty, so everything else that it is about shares one line.
    """
    rows = dict(about.rows())
    program, index = rows.pop("程序"), f"{rows.pop('索引版本')} ({rows.pop('索引建成')})"
    search = "; ".join(f"{label}: {value}" for label, value in rows.items() if value)
    head = (("Provider", program), ("Database", f"文海 {index}"), ("Content", 'text/plain; charset="UTF-8"'))
    yield "".join(f"{label}: {value}\r\n" for label, value in (*head, ("Search", search)))
    for one in found:
        yield "\r\n" + ris(one.article, about.exported)
