"""What is known of one generation: asked of the engine once, for a generation does not change."""

from collections.abc import Iterable, Mapping, Sequence

from indexer.analysis import fold
from indexer.backends.opensearch.clauses import BESIDE, Body, Probe, probe_query, string
from indexer.backends.opensearch.probes import LONG, Facts
from indexer.backends.opensearch.request import Request, build_request
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.stored import unpack
from indexer.query import Node
from indexer.search.field_values import FieldValues

_MAX = 200_000
"""Counts that are kept: 40 MB."""
_PASSES = 4
_PAGE = 1_000


class StatsCache:
    """Counts of words and strings, and long strings looked up. Safe to share between threads."""

    def __init__(self, server: Server, index: str, size: int, values: Mapping[str, Mapping[str, int]]) -> None:
        self._server, self._index, self.size = server, index, size
        self._aside = {field: values[field] for field in BESIDE}
        self._counts: dict[Probe, int] = {}
        self._long: dict[str, Sequence[str]] = {}

    def request(self, root: Node, filters: Sequence[Node], values: FieldValues) -> Request:
        """The query for a tree: it is put together, what it lacks is looked up, and again."""
        for _ in range(_PASSES):
            facts = self._facts()
            found = build_request(root, filters, facts, values)
            if not facts.unknown and not facts.unread:
                break
            self.counts(facts.unknown)
            for text in facts.unread:
                self._long[text] = self._holding(text)
        return found

    def counts(self, probes: Iterable[Probe]) -> dict[Probe, int]:
        """In how many articles each probe stands."""
        wanted = list(dict.fromkeys(probes))
        if len(self._counts) > _MAX:
            self._counts, self._long = {}, {}
        counts = self._counts
        missing = [probe for probe in wanted if probe not in counts]
        counts.update(zip(missing, self._server.counts(self._index, map(probe_query, missing)), strict=True))
        return {probe: counts[probe] for probe in wanted}

    def occurs(self, text: str) -> bool:
        """Does a string occur in any article, its byline or address included?"""
        short = text[:LONG]
        return bool(self._facts().beside(text) or self.counts([("string", short)])["string", short])

    def words_like(self, word: str) -> list[str]:
        """Words of the text that begin with the same character, about as long, in three articles at least; those in
        most come first."""
        term = {"field": "body", "suggest_mode": "always", "sort": "frequency", "size": 50, "prefix_length": 1}
        limits = {"max_edits": 2, "min_word_length": 3, "min_doc_freq": 2.0}
        body: Body = {"size": 0, "suggest": {"words": {"text": word, "term": term | limits}}}
        [answer] = self._server.searches(self._index, [body])
        options = answer["suggest"]["words"][0]["options"]
        like = [str(one["text"]) for one in options if one["freq"] >= 3]
        return [text for text in like if abs(len(text) - len(word)) <= 2 and text.isalpha()]

    def _facts(self) -> Facts:
        return Facts(self.size, self._counts, self._long, self._aside)

    def _holding(self, text: str) -> list[str]:
        """The ids of the articles that hold a long string: of those with its beginning, their texts tell."""
        held: list[str] = []
        body: Body = {
            "query": string(text[:LONG]), "size": _PAGE, "sort": ["place"], "_source": ["head", "rest"],
        }  # fmt: skip
        while True:
            [answer] = self._server.searches(self._index, [body])
            hits = answer["hits"]["hits"]
            for hit in hits:
                article = unpack(hit["_source"]["head"], hit["_source"]["rest"])
                texts = (article.title, article.body, *article.captions)
                if any(text in fold(one) for one in texts):
                    held.append(article.id)
            if len(hits) < _PAGE:
                return held
            body["search_after"] = hits[-1]["sort"]
