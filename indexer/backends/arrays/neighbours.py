"""The articles near one: versions of it, what it links to, what links to it, and what is about the same."""

import heapq
from collections.abc import Iterable

import numpy as np

from indexer.analysis import Tokenizer
from indexer.arrays import Array
from indexer.backends.arrays.hits import Lister
from indexer.backends.arrays.postings import Postings
from indexer.backends.arrays.segments import Segments
from indexer.citations import cited_ids
from indexer.search import ranking
from indexer.search.fields import salient_words
from indexer.search.port import CITING, Neighbours


def neighbours(doc: int, segments: Segments, lister: Lister, tokenizer: Tokenizer) -> Neighbours:
    """The neighbours of a document."""
    article = segments.article(doc)
    family = lister.family(doc)
    links = dict(zip(article.links, cited_ids(article), strict=True))
    cited = {id: number for id in links.values() if id and (number := segments.place_of(id)) is not None}
    citing = segments.documents("cites", [article.id])
    citing = _newest_first(segments, citing)
    near = np.fromiter({*cited.values(), *citing.tolist()} - {doc}, np.intp)
    related = _related(doc, salient_words(article, tokenizer), near, family, segments)
    return Neighbours(
        versions=lister.references(_newest_first(segments, family[family != doc])),
        links={link: id for link, id in links.items() if id in cited},
        cites=lister.references(np.fromiter(dict.fromkeys(cited.values()), np.intp)),
        cited_by=lister.references(citing[:CITING]),
        related=lister.references(related),
    )


def _related(doc: int, words: Iterable[str], cited: Array, family: Array, segments: Segments) -> Array:
    """Documents that share much of the weight of the document's salient words, cited and citing ones sooner."""
    scores, own = _likeness(doc, words, segments)
    scores[cited] *= ranking.CITED_BOOST
    scores[family] = 0
    best = np.lexsort((segments.newest, -scores))[: ranking.RELATED]
    return best[(scores[best] > 0) & (scores[best] >= ranking.RELATED_SHARE * own)]


def _likeness(doc: int, words: Iterable[str], segments: Segments) -> tuple[Array, float]:
    """The score (float32) of every document for those of a document's words that have most of its own score; and this.
    Of words that occur in no other document nothing is to be had."""
    most = max(segments.count * ranking.RELATED_RARE, ranking.RELATED_FEW)
    salient: list[tuple[float, Postings]] = []
    for word in words:
        held = segments.word("body", word)
        if 1 < held.count <= most:
            salient.append(
                (float(held.impacts(np.array([doc]))[0]) * ranking.idf(held.count, segments.count) ** 2, held)
            )
    salient = heapq.nlargest(ranking.RELATED_WORDS, salient, key=lambda one: one[0])
    scores, shared = np.zeros(segments.size, np.float32), np.zeros(segments.size, np.uint8)
    for _, held in salient:
        docs = held.docs()
        scores[docs] += held.impacts(docs) * np.float32(ranking.STEP * ranking.idf(held.count, segments.count) ** 2)
        shared[docs] += 1
    scores[shared < min(ranking.RELATED_SHARED, len(salient))] = 0
    return scores, float(scores[doc])


def _newest_first(segments: Segments, docs: Array) -> Array:
    newest: Array = docs[np.argsort(segments.newest[docs])]
    return newest
