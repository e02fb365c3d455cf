"""The articles near one: versions of it, what it links to, what links to it, and what is about the same."""

import heapq
from collections.abc import Collection, Mapping

from indexer.analysis import Tokenizer
from indexer.article import Article
from indexer.backends.opensearch.clauses import Body, Probe, values_in
from indexer.backends.opensearch.fetcher import Fetcher
from indexer.backends.opensearch.layout import TENTHS, word_term
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.stats_cache import StatsCache
from indexer.backends.opensearch.stored import unpack_head
from indexer.citations import cited_ids
from indexer.search import ranking
from indexer.search.fields import fields_of, salient_words
from indexer.search.port import CITING, Neighbours, Reference

_TRIED = 4
"""Times as many words as count are looked up in all shards, for one shard alone tells which of them are rare."""


class Neighbourhood:
    """Looks around in one generation."""

    def __init__(self, server: Server, index: str, fetcher: Fetcher, stats: StatsCache, tokenizer: Tokenizer) -> None:
        self._server, self._index, self._fetcher, self._stats, self._tokenizer = (
            server,
            index,
            fetcher,
            stats,
            tokenizer,
        )

    def around(self, article: Article, family: str) -> Neighbours:
        """The neighbours of an article."""
        links = dict(zip(article.links, cited_ids(article), strict=True))
        cites = self._fetcher.heads(list(dict.fromkeys(filter(None, links.values()))))
        versions = self._fetcher.newest(values_in("family", [family]), but=[article.id]) if family else []
        citing = [one for one, _ in self._fetcher.newest(values_in("cites", [article.id]), size=10_000)]
        alike = {article.id, *(one.id for one, _ in versions)}
        near = {*cites, *(one.id for one in citing)} - {article.id}
        return Neighbours(
            versions=tuple(one for one, _ in versions),
            links={link: id for link, id in links.items() if id in cites},
            cites=tuple(cites.values()),
            cited_by=tuple(citing[:CITING]),
            related=self._related(article, near, alike),
        )

    def _related(self, article: Article, near: Collection[str], alike: Collection[str]) -> tuple[Reference, ...]:
        """Articles that share much of the weight of its salient words, cited and citing ones sooner."""
        words = self._telling(article)
        if not words:
            return ()
        alone: Body = {
            "bool": {
                "should": [
                    {"term": {"body": {"value": word_term(word), "boost": ranking.idf(n, self._stats.size) / TENTHS}}}
                    for word, n in words.items()
                ],
                "minimum_should_match": min(ranking.RELATED_SHARED, len(words)),
            }
        }
        weighed = [{"filter": values_in("id", near), "weight": ranking.CITED_BOOST}] if near else []
        sooner: Body = {"function_score": {"query": alone, "functions": weighed}} if weighed else alone
        others = {"bool": {"must": [sooner], "must_not": [values_in("id", alike)]}}
        itself = {"bool": {"must": [alone], "filter": [values_in("id", [article.id])]}}
        place = [{"_score": {"order": "desc"}}, {"place": {"order": "asc"}}]
        bodies: list[Body] = [
            {"query": others, "size": ranking.RELATED, "sort": place, "_source": ["head"]},
            {"query": itself, "size": 1, "_source": False},
        ]
        found, own = (answer["hits"]["hits"] for answer in self._server.searches(self._index, bodies, scored=True))
        least = ranking.RELATED_SHARE * own[0]["_score"] if own else 0.0
        return tuple(unpack_head(hit["_source"]["head"]).reference for hit in found if hit["_score"] >= least)

    def _telling(self, article: Article) -> Mapping[str, int]:
        """Its words that have most of its own weight, and in how many articles each occurs. Of those that occur in no
        other nothing is to be had."""
        size = self._stats.size
        most = max(size * ranking.RELATED_RARE, ranking.RELATED_FEW)
        own = self._impacts(article)
        words = {word: own[word] for word in salient_words(article, self._tokenizer) if word in own}
        some = self._in_one_shard(words)
        shards = self._server.shards
        guessed = {word: words[word] * ranking.idf(min(n * shards, size), size) ** 2 for word, n in some.items()}
        tried = heapq.nlargest(_TRIED * ranking.RELATED_WORDS, guessed, key=guessed.__getitem__)
        probes: list[Probe] = [("body", word) for word in tried]
        counts = {word: n for (_, word), n in self._stats.counts(probes).items() if 1 < n <= most}
        weights = {word: words[word] * ranking.idf(n, size) ** 2 for word, n in counts.items()}
        best = heapq.nlargest(ranking.RELATED_WORDS, weights, key=weights.__getitem__)
        return {word: counts[word] for word in best}

    def _impacts(self, article: Article) -> Mapping[str, float]:
        words, steps, codes = ranking.impacts(fields_of(article, self._tokenizer).words)
        return dict(zip(words, (steps[codes] * ranking.STEP).tolist(), strict=True))

    def _in_one_shard(self, words: Mapping[str, float]) -> Mapping[str, int]:
        """In how many articles of some shard words occur, those left out that occur in one or in too many."""
        terms = {word_term(word): word for word in words}
        answer = self._server.call(
            "termvectors",
            index=self._index,
            body={
                "doc": {"body": " ".join(terms)},
                "fields": ["body"],
                "term_statistics": True,
                "field_statistics": False,
                "positions": False,
                "offsets": False,
                "payloads": False,
            },
        )
        found = answer["term_vectors"].get("body", {}).get("terms", {})
        shards = self._server.shards
        most = max(self._stats.size * ranking.RELATED_RARE, ranking.RELATED_FEW) * 1.5
        counts = {terms[term]: one.get("doc_freq", 0) for term, one in found.items() if term in terms}
        fewest = 1 if shards == 1 else 0
        return {word: n for word, n in counts.items() if fewest < n and n * shards <= most * (1 if shards == 1 else 2)}
