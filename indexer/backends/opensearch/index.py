"""One generation on OpenSearch, open for reading."""

from collections.abc import Iterator, Mapping, Sequence

from opensearchpy import exceptions

from indexer.analysis import Tokenizer
from indexer.arrays import from_bytes
from indexer.article import ID, OLD_ID, Article
from indexer.backends.opensearch import facet_values
from indexer.backends.opensearch import generations as g
from indexer.backends.opensearch.blobs import blobs_of, kept
from indexer.backends.opensearch.clauses import string
from indexer.backends.opensearch.facets import Facets
from indexer.backends.opensearch.fetcher import Fetcher
from indexer.backends.opensearch.lock import holder
from indexer.backends.opensearch.neighbours import Neighbourhood
from indexer.backends.opensearch.request import Request
from indexer.backends.opensearch.result_page import Lister
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.settings import Settings
from indexer.backends.opensearch.stats_cache import StatsCache
from indexer.backends.opensearch.stored import unpack
from indexer.errors import ArticleNotFound
from indexer.messages import message
from indexer.query import MatchAll, Node, Thesaurus
from indexer.search.field_values import FieldValues, writers
from indexer.search.generations import Lookout, open_newest
from indexer.search.learned import Learned
from indexer.search.port import Author, Found, Neighbours, Sort
from indexer.search.searcher import Page, Searcher
from indexer.snippet import Marker

LEARNED, VALUES, CATALOG = "learned", "values", "manifest"


def open_opensearch(settings: Settings) -> Searcher[Request]:
    """Open the generation that the alias names, or if it names none, or a damaged one, the newest that is whole.

    Raises IndexMissing, IndexMismatch, IndexDamaged, EngineAway.
    """
    server = Server(settings)
    lacks = message("The alias {name} at {settings} names no generation.", name=settings.name, settings=settings)
    return open_newest(
        lambda: g.named(server),
        lambda named: (g.candidates(server, named), "" if named else lacks),
        lambda named, index, problem: Searcher(OpenSearchBackend(server, index, named, problem)),
    )


class OpenSearchBackend:
    """One generation: a ``Backend``. ``named`` is what the alias named when it was opened, ``problem`` why it serves
    although that is another one."""

    def __init__(self, server: Server, index: str, named: str = "", problem: str = "") -> None:
        self._server, self._index = server, index
        self._metadata = g.read_metadata(server, index)
        g.check_metadata(server, index, self._metadata)
        try:
            parts = self._metadata.parts
            self.learned = Learned(from_bytes(kept(server, index, LEARNED, parts[LEARNED])))
            self._kept = facet_values.from_bytes(kept(server, index, VALUES, parts[VALUES]))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise g.damaged(server, index, error) from error
        self.lexicon = self._kept.lexicon
        self.built, self.location = self._metadata.built_at, str(server.settings)
        counts = self._kept.counts
        made_with = server.call("indices.get_settings", index=index, local=True)[index]["settings"]["index"]
        server.shards = int(made_with["number_of_shards"])
        self._values = FieldValues(lambda field: sorted(counts[field]))
        self._stats = StatsCache(server, index, self._metadata.articles, counts)
        self._fetcher = Fetcher(server, index)
        by_writers = writers(counts["author"], self.learned.names)
        self._lister = Lister(server, index, self._fetcher)
        self._facets = Facets(server, index, by_writers, self._kept.overlapping)
        self.lookout = Lookout(named, index.rpartition("-")[2], problem)
        self._bytes = 0

    def __len__(self) -> int:
        return self._metadata.articles

    def size_in_bytes(self) -> int:
        """Of one copy; asked once, for every page tells its generation."""
        if not self._bytes:
            names = f"{self._index},{blobs_of(self._index)}"
            stats = self._server.call("indices.stats", index=names, metric="store")
            self._bytes = int(stats["_all"]["primaries"]["store"]["size_in_bytes"])
        return self._bytes

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they came."""
        return self._lister.articles(self.select(MatchAll(), ()))

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        return self._got(id)[0]

    def select(self, root: Node, filters: Sequence[Node]) -> Request:
        """What is to be sent for a tree and filters."""
        return self._stats.request(root, filters, self._values)

    def page(
        self,
        selection: Request,
        sort: Sort,
        wanted: slice,
        facets: Sequence[str],
        marker: Marker | None,
        collapse: bool,
    ) -> Page:
        """Some of it in the order of the results."""
        page = self._lister.page(selection, sort, wanted, self._facets.asked(facets), collapse)
        return Page(
            total=page.total,
            exact=page.exact,
            entries=page.entries,
            hits=self._lister.hits(page, marker),
            facets=self._facets.read(facets, page.answer, selection.match),
        )

    def every(self, selection: Request, sort: Sort) -> Iterator[Found]:
        """All of it in that order, read as it is asked for."""
        return (Found(article, exact) for article, exact in self._fetcher.every(selection, sort))

    def occurs(self, text: str) -> bool:
        """Does a string occur in any article, its byline or address included?"""
        return self._stats.occurs(text)

    def words_like(self, word: str) -> Sequence[str]:
        """Words of the text that are about as long."""
        return self._stats.words_like(word)

    def titles_with(self, text: str, most: int) -> Sequence[str]:
        """Titles in which a string occurs, the newest first."""
        return [one.title for one, _ in self._fetcher.newest(string(text, title=True), size=most)]

    def neighbours(self, id: str, tokenizer: Tokenizer) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""
        return Neighbourhood(self._server, self._index, self._fetcher, self._stats, tokenizer).around(*self._got(id))

    def author(self, name: str, people: Thesaurus) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        return self._facets.author(name, self._values, people)

    def value_counts(self, field: str) -> Mapping[str, int]:
        """Every value of a field, and in how many articles it occurs."""
        return self._kept.counts[field]

    def pointer(self) -> str:
        """What the alias names now."""
        return g.named(self._server)

    def opened_again(self) -> Searcher[Request]:
        """The generation that serves now, opened."""
        return open_opensearch(self._server.settings)

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""
        return holder(self._server)

    def catalog(self) -> bytes:
        """What the archive was like."""
        try:
            return kept(self._server, self._index, CATALOG, self._metadata.parts[CATALOG])
        except (ValueError, KeyError) as error:
            raise g.damaged(self._server, self._index, error) from error

    def verify(self) -> Iterator[str]:
        """What is not as it was written. The engine keeps sums of its own files and tells when it can't read them."""
        for name, part in self._metadata.parts.items():
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

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def _got(self, id: str) -> tuple[Article, str]:
        """An article and its family."""
        try:
            if OLD_ID.fullmatch(id):
                return self._got(self._fetcher.id_now(id))
            if not ID.fullmatch(id):
                raise _not_there(id)
            source = self._server.call("get", index=self._index, id=id)["_source"]
        except exceptions.NotFoundError:
            raise _not_there(id) from None
        return unpack(source["head"], source["rest"]), source.get("family", "")


def _not_there(id: str) -> ArticleNotFound:
    return ArticleNotFound(
        "There is no article {id!r} in the index. It may have been removed since it was found.", id=id
    )
