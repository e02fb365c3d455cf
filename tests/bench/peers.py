"""The peers, a flat class each. Every one indexes the same words and hands over title and address of ten hits.

A class imports its engine when it is made, so that a process that asks one does not load the others.
"""

from __future__ import annotations  # Document is not there when this runs

import json
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # importing it for good would load Wenhai into every peer's process
    from tests.bench.corpus import Document

Answer = tuple[int | None, list[tuple[str, str]]]
"""How many documents were found (None: the engine was not asked), and title and address of the first ten."""
_LIMIT = 10


class Missing(Exception):
    """The engine is not installed; says how it would be."""


class Peer(Protocol):
    """One engine over one folder."""

    name: str
    note: str
    version: str

    def __init__(self, folder: Path, counted: bool = True) -> None:
        """Import the engine; raises Missing. ``counted``: whether an answer holds the exact total."""

    def build(self, documents: Iterable[Document]) -> None:
        """Index all documents and flush them to disk."""

    def open(self) -> None:
        """Open what was built, for searching."""

    def search(self, words: list[str]) -> Answer:
        """The best ten by BM25 of the documents that hold all words."""

    def phrase(self, words: list[str]) -> Answer:
        """The best ten of the documents that hold the words one after the other."""


class Tantivy:
    """Tantivy: Rust, through tantivy-py."""

    name = "Tantivy"
    note = ""

    def __init__(self, folder: Path, counted: bool = True) -> None:
        try:
            import tantivy
        except ModuleNotFoundError as error:
            raise Missing("pip install tantivy") from error
        self._tantivy, self._folder, self._counted = tantivy, folder, counted
        self.version = str(tantivy.tantivy.__version__).split(",")[0].removeprefix("tantivy v")

    def _index(self) -> Any:
        builder = self._tantivy.SchemaBuilder()
        builder.add_text_field("words", stored=False, tokenizer_name="words", index_option="position")
        builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("url", stored=True, tokenizer_name="raw", index_option="basic")
        index = self._tantivy.Index(builder.build(), path=str(self._folder))
        index.register_tokenizer(
            "words", self._tantivy.TextAnalyzerBuilder(self._tantivy.Tokenizer.whitespace()).build()
        )
        return index

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.mkdir(parents=True)
        writer = self._index().writer(heap_size=512_000_000, num_threads=2)
        for document in documents:
            writer.add_document(self._tantivy.Document(words=document.words, title=document.title, url=document.url))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._opened = self._index()
        self._opened.reload()
        self._searcher = self._opened.searcher()
        self._schema = self._opened.schema

    def search(self, words: list[str]) -> Answer:
        query, must = self._tantivy.Query, self._tantivy.Occur.Must
        terms = [(must, query.term_query(self._schema, "words", word)) for word in words]
        return self._answer(query.boolean_query(terms) if len(terms) > 1 else terms[0][1])

    def phrase(self, words: list[str]) -> Answer:
        return self._answer(self._tantivy.Query.phrase_query(self._schema, "words", list(words)))

    def _answer(self, query: Any) -> Answer:
        result = self._searcher.search(query, _LIMIT, count=self._counted)
        documents = [self._searcher.doc(address) for _, address in result.hits]
        hits = [(document.get_first("title"), document.get_first("url")) for document in documents]
        return (result.count if self._counted else None), hits


class Fts5:
    """SQLite's FTS5: C, in Python's standard library. Words without content, titles and addresses in a plain table."""

    name = "SQLite FTS5"
    note = "the total is a second statement"

    def __init__(self, folder: Path, counted: bool = True) -> None:
        import sqlite3

        self._sqlite3, self._folder, self._counted = sqlite3, folder, counted
        self.version = sqlite3.sqlite_version

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.mkdir(parents=True)
        database = self._sqlite3.connect(self._folder / "fts.db")
        # The ASCII tokenizer takes everything beyond ASCII for part of a word: it cuts at spaces only.
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5(words, content='', tokenize=\"ascii tokenchars '.&+_/-'''\")"
        )
        database.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, title TEXT, url TEXT)")
        for number, document in enumerate(documents, 1):
            database.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (number, document.words))
            database.execute("INSERT INTO documents VALUES (?, ?, ?)", (number, document.title, document.url))
        database.execute("INSERT INTO found (found) VALUES ('optimize')")
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = self._sqlite3.connect(self._folder / "fts.db")
        self._database.execute("PRAGMA mmap_size = 4000000000")

    def search(self, words: list[str]) -> Answer:
        return self._answer(" AND ".join(_fts5_quoted(word) for word in words))

    def phrase(self, words: list[str]) -> Answer:
        return self._answer(" + ".join(_fts5_quoted(word) for word in words))

    def _answer(self, query: str) -> Answer:
        ask = self._database.execute
        ids = ask(f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT {_LIMIT}", (query,)).fetchall()
        hits = [ask("SELECT title, url FROM documents WHERE id = ?", id).fetchone() for id in ids]
        if not self._counted:
            return None, hits
        return ask("SELECT count(*) FROM found WHERE found MATCH ?", (query,)).fetchone()[0], hits


def _fts5_quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


class Xapian:
    """Xapian: C++, through Debian's python3-xapian, which has no package on PyPI that is its own."""

    name = "Xapian"
    note = "an exact total keeps it from stopping early"
    _longest = 240  # bytes of a term; Xapian takes 245

    def __init__(self, folder: Path, counted: bool = True) -> None:
        try:
            self._xapian = _import_xapian()
        except ImportError as error:
            raise Missing("apt install python3-xapian, for the same Python as the .venv's") from error
        self._folder, self._counted = folder, counted
        self.version = self._xapian.version_string()

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        database = self._xapian.WritableDatabase(str(self._folder), self._xapian.DB_CREATE_OR_OVERWRITE)
        for document in documents:
            made = self._xapian.Document()
            for position, word in enumerate(document.words.split(" ")):
                if len(term := word.encode()) <= self._longest:
                    made.add_posting(term, position)
            made.set_data(json.dumps([document.title, document.url]))
            database.add_document(made)
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = self._xapian.Database(str(self._folder))
        self._documents = self._database.get_doccount()

    def search(self, words: list[str]) -> Answer:
        return self._answer(self._xapian.Query(self._xapian.Query.OP_AND, words))

    def phrase(self, words: list[str]) -> Answer:
        return self._answer(self._xapian.Query(self._xapian.Query.OP_PHRASE, words, len(words)))

    def _answer(self, query: Any) -> Answer:
        enquire = self._xapian.Enquire(self._database)
        enquire.set_query(query)
        matches = enquire.get_mset(0, _LIMIT, self._documents if self._counted else 0)
        hits = [(title, url) for title, url in (json.loads(match.document.get_data()) for match in matches)]
        return (matches.get_matches_estimated() if self._counted else None), hits


def _import_xapian() -> Any:
    """Xapian's module; Debian keeps it where a venv does not look."""
    try:
        import xapian
    except ModuleNotFoundError:
        sys.path.append("/usr/lib/python3/dist-packages")
        try:
            import xapian
        finally:
            sys.path.pop()
    return xapian


class Whoosh:
    """Stock Whoosh: pure Python."""

    name = "Whoosh, stock"
    note = ""

    def __init__(self, folder: Path, counted: bool = True) -> None:
        import whoosh
        from whoosh import index

        self._index, self._folder, self._counted = index, folder, counted
        self.version = ".".join(map(str, whoosh.__version__))

    def build(self, documents: Iterable[Document]) -> None:
        from whoosh import analysis, fields

        self._folder.mkdir(parents=True)
        schema = fields.Schema(
            words=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=True),
            title=fields.STORED,
            url=fields.STORED,
        )
        writer = self._index.create_in(str(self._folder), schema).writer(limitmb=512)
        for document in documents:
            writer.add_document(words=document.words, title=document.title, url=document.url)
        writer.commit()

    def open(self) -> None:
        self._searcher = self._index.open_dir(str(self._folder)).searcher()

    def search(self, words: list[str]) -> Answer:
        from whoosh.query import And, Term

        return self._answer(And([Term("words", word) for word in words]))

    def phrase(self, words: list[str]) -> Answer:
        from whoosh.query import Phrase

        return self._answer(Phrase("words", words))

    def _answer(self, query: Any) -> Answer:
        results = self._searcher.search(query, limit=_LIMIT)
        hits = [(hit["title"], hit["url"]) for hit in results]
        return (len(results) if self._counted else None), hits


PEERS: dict[str, type[Peer]] = {"tantivy": Tantivy, "fts5": Fts5, "xapian": Xapian, "whoosh": Whoosh}


def is_built(folder: Path) -> bool:
    """Whether there is a whole index, kept from an earlier run."""
    return _done(folder).exists()


def build(peer: Peer, folder: Path, documents: Iterable[Document]) -> float:
    """Build, in seconds; where there is a whole index already, those it took. A half built one is thrown away."""
    if not is_built(folder):
        shutil.rmtree(folder, ignore_errors=True)
        began = time.perf_counter()
        peer.build(documents)
        _done(folder).write_text(f"{time.perf_counter() - began:.3f}")
    return float(_done(folder).read_text())


def _done(folder: Path) -> Path:
    return folder.with_name(folder.name + ".seconds")
