"""The port's Index on OpenSearch: one generation, open for reading."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from opensearchpy import exceptions

from indexer.analysis import Cutter, cutter, fold
from indexer.article import ID, OLD_ID, Article
from indexer.engine import (
    Author,
    Count,
    Filters,
    Found,
    Meant,
    Neighbours,
    Results,
    Sort,
    Status,
    Suggestion,
    Understood,
)
from indexer.engine.arrays import from_bytes
from indexer.engine.filters import as_nodes, checked_facets, checked_sort, to_filters, whole_number
from indexer.engine.learned import Learned
from indexer.engine.meaning import meant
from indexer.engine.names import Names, as_counts, writers
from indexer.engine.newest import Lookout, open_newest
from indexer.engine.opensearch import generations as g
from indexer.engine.opensearch import values as v
from indexer.engine.opensearch.companion import companion_of, kept
from indexer.engine.opensearch.facets import Facets
from indexer.engine.opensearch.finding import Finder
from indexer.engine.opensearch.known import Known
from indexer.engine.opensearch.listing import Lister
from indexer.engine.opensearch.lock import holder
from indexer.engine.opensearch.neighbours import Neighbourhood
from indexer.engine.opensearch.plan import Plan
from indexer.engine.opensearch.server import Server
from indexer.engine.opensearch.settings import Settings
from indexer.engine.opensearch.stored import unpack
from indexer.engine.opensearch.terms import string
from indexer.engine.understanding import Taken, take
from indexer.errors import ArticleNotFound
from indexer.messages import message
from indexer.query import Everything, Node, Thesaurus, widen
from indexer.snippet import Marker

LEARNED, VALUES, MANIFEST = "learned", "values", "manifest"


def open_opensearch(settings: Settings) -> "OpenSearchIndex":
    """Open the generation that the alias names, or if it names none, or a damaged one, the newest that is whole.

    Raises IndexMissing, IndexMismatch, IndexDamaged, EngineAway.
    """
    server = Server(settings)
    lacks = message("The alias {name} at {settings} names no generation.", name=settings.name, settings=settings)
    return open_newest(
        lambda: g.named(server),
        lambda named: (g.candidates(server, named), "" if named else lacks),
        lambda named, index, problem: OpenSearchIndex(server, index, named, problem),
    )


class OpenSearchIndex:
    """One generation. Safe to share between threads. ``named`` is what the alias named when it was opened, ``problem``
    why it serves although that is another one."""

    def __init__(self, server: Server, index: str, named: str = "", problem: str = "") -> None:
        self._server, self._index = server, index
        self._stamp = g.read_stamp(server, index)
        g.check_stamp(server, index, self._stamp)
        try:
            parts = self._stamp.parts
            self._learned = Learned(from_bytes(kept(server, index, LEARNED, parts[LEARNED])))
            self._values = v.from_bytes(kept(server, index, VALUES, parts[VALUES]))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise g.damaged(server, index, error) from error
        counts = self._values.counts
        made_with = server.call("indices.get_settings", index=index, local=True)[index]["settings"]["index"]
        server.shards = int(made_with["number_of_shards"])
        self._names = Names(lambda field: sorted(counts[field]))
        self._people = Thesaurus(self._learned.names)
        self._known = Known(server, index, self._stamp.articles, counts)
        self._finder = Finder(server, index)
        by_writers = writers(counts["author"], self._learned.names)
        self._lister = Lister(server, index, self._finder)
        self._facets = Facets(server, index, by_writers, self._values.overlapping)
        self.lookout = Lookout(named, _number(index), problem)

    def __len__(self) -> int:
        return self._stamp.articles

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they came."""
        return self._lister.articles(self._plan(Everything(), None))

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        return self._got(id)[0]

    def neighbours(self, id: str) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""
        return Neighbourhood(self._server, self._index, self._finder, self._known, self._cut).around(*self._got(id))

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        filters: Filters | Mapping[str, object] | None = None,
        facets: Sequence[str] = (),
        snippets: bool = True,
        expand: bool = True,
        without: Collection[str] = (),
        collapse: bool = False,
    ) -> Results:
        """Answer a query; the port tells the rest."""
        began = time.perf_counter()
        limit, offset = whole_number("limit", limit), whole_number("offset", offset)
        sort, facets = checked_sort(sort), checked_facets(facets)
        taken = self._taken(query, expand, without)
        plan = self._plan(taken.root, filters)
        page = self._lister.page(plan, sort, slice(offset, offset + limit), self._facets.asked(facets), collapse)
        marker = Marker(taken.root) if snippets else None
        return Results(
            total=page.total,
            exact=page.exact,
            entries=page.entries,
            hits=self._lister.hits(page, marker),
            understood=Understood(
                str(taken.parsed.root),
                taken.notes,
                taken.added,
                () if page.exact else self._meant(query, taken),
                taken.kind,
            ),
            facets=self._facets.read(facets, page.answer, plan.match),
            took_ms=round((time.perf_counter() - began) * 1e3, 3),
        )

    def every(
        self,
        query: str = "",
        *,
        sort: Sort = "relevance",
        filters: Filters | Mapping[str, object] | None = None,
        expand: bool = True,
        without: Collection[str] = (),
    ) -> Iterator[Found]:
        """All articles that ``search`` counts, in its order, read one by one as they are asked for."""
        sort = checked_sort(sort)
        plan = self._plan(self._taken(query, expand, without).root, filters)
        return (Found(article, exact) for article, exact in self._finder.every(plan, sort))

    def marker(self, query: str, *, expand: bool = True, without: Collection[str] = ()) -> Marker:
        """Marks what a query matches in any text."""
        return Marker(self._taken(query, expand, without).root)

    def author(self, name: str) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        return self._facets.author(name, self._names, self._people)

    def values(self, field: str) -> tuple[Count, ...]:
        """Every value of a field."""
        return as_counts(self._values.counts[field])

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Names, authors, phrases and words by their beginning, then titles that hold the text, newest first."""
        typed = fold(text).strip()
        if not typed:
            return ()
        found = [Suggestion(entry.text, entry.kind) for entry in self._learned.suggester.complete(typed, limit)]
        room = max(limit - len(found), limit // 4)
        newest = self._finder.newest(string(typed, title=True), size=2 * room)
        titles = dict.fromkeys(one.title for one, _ in newest)
        return (*found[: limit - min(room, len(titles))], *[Suggestion(title, "title") for title in titles][:room])

    def refreshed(self) -> "OpenSearchIndex":
        """This index, or the newer generation that has taken its place, opened."""
        settings = self._server.settings
        return self.lookout.newer(self, lambda: g.named(self._server), lambda: open_opensearch(settings))

    def status(self) -> Status:
        """What it holds, since when, and where."""
        return Status(
            generation=_number(self._index),
            built=self._stamp.built_at,
            articles=len(self),
            bytes=self._bytes,
            location=str(self._server.settings),
            behind=self._learned.behind,
            problem=self.lookout.problem,
        )

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""
        return holder(self._server)

    def manifest(self) -> bytes:
        """What the archive was like."""
        try:
            return kept(self._server, self._index, MANIFEST, self._stamp.parts[MANIFEST])
        except (ValueError, KeyError) as error:
            raise g.damaged(self._server, self._index, error) from error

    def verify(self) -> Iterator[str]:
        """What is not as it was written. The engine keeps sums of its own files and tells when it can't read them."""
        if self.lookout.problem:
            yield self.lookout.problem
        for name, part in self._stamp.parts.items():
            try:
                kept(self._server, self._index, name, part)
            except ValueError as error:
                yield f"{error}."
        found = int(self._server.call("count", index=self._index)["count"])
        if found != len(self):
            yield message(
                "The index {index} at {settings} holds {found} articles instead of {expected}.",
                index=self._index, settings=self._server.settings, found=found, expected=len(self),
            )  # fmt: skip

    @cached_property
    def _bytes(self) -> int:
        """Of one copy; asked once, for every page tells its generation."""
        names = f"{self._index},{companion_of(self._index)}"
        stats = self._server.call("indices.stats", index=names, metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def _taken(self, query: str, expand: bool, without: Collection[str]) -> Taken:
        return take(query, self._cut, self._thesaurus if expand else None, without)

    def _plan(self, root: Node, filters: Filters | Mapping[str, object] | None) -> Plan:
        # A writer's other names are no expansion of the query: the filter means the person.
        nodes = as_nodes(to_filters(filters))
        return self._known.plan(root, nodes, self._names, lambda node: widen(node, self._people)[0])

    def _meant(self, query: str, taken: Taken) -> tuple[Meant, ...]:
        known = self._known
        return meant(query, taken.parsed.root, known.stands, known.words_like, self._learned.suggester)

    @cached_property
    def _cut(self) -> Cutter:
        return cutter(words=self._values.lexicon.words)

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return Thesaurus(self._learned.names, self._values.lexicon.synonyms, self._learned.suggester.spelled)

    def _got(self, id: str) -> tuple[Article, str]:
        """An article and its family."""
        try:
            if OLD_ID.fullmatch(id):
                return self._got(self._finder.id_now(id))
            if not ID.fullmatch(id):
                raise _not_there(id)
            source = self._server.call("get", index=self._index, id=id)["_source"]
        except exceptions.NotFoundError:
            raise _not_there(id) from None
        return unpack(source["head"], source["rest"]), source.get("family", "")


def _number(index: str) -> str:
    return index.rpartition("-")[2]


def _not_there(id: str) -> ArticleNotFound:
    return ArticleNotFound(
        "There is no article {id!r} in the index. It may have been removed since it was found.", id=id
    )
