"""The articles near one: versions of it, what it links to, what links to it, and what is about the same."""

from collections.abc import Iterable

import numpy as np

from indexer.analysis import Cutter, fold
from indexer.article import Article
from indexer.citations import cited_ids
from indexer.engine import Neighbours
from indexer.engine.whoosh import ranking
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.evaluate import Evaluator
from indexer.engine.whoosh.hits import Lister
from indexer.engine.whoosh.segments import Segments

MOST = 50
"""Citing articles that are listed."""
_RELATED = 6


def neighbours(doc: int, segments: Segments, evaluator: Evaluator, lister: Lister, cut: Cutter) -> Neighbours:
    """The neighbours of a document."""
    article = segments.article(doc)
    family = lister.family(doc)
    cited = {id: number for id in cited_ids(article) if id and (number := segments.place_of(id)) is not None}
    links = dict(zip(article.links, cited_ids(article), strict=True))
    citing = segments.documents("cites", [article.id])
    citing = _newest_first(segments, citing[segments.alive[citing]])
    near = np.fromiter({*cited.values(), *citing.tolist()} - {doc}, np.intp)
    related = _related(doc, _telling(article, cut), near, family, segments, evaluator)
    return Neighbours(
        versions=lister.references(_newest_first(segments, family[family != doc])),
        links={link: id for link, id in links.items() if id in cited},
        cites=lister.references(np.fromiter(dict.fromkeys(cited.values()), np.intp)),
        cited_by=lister.references(citing[:MOST]),
        related=lister.references(related),
    )


def _telling(article: Article, cut: Cutter) -> list[str]:
    """The words of an article, those of its title first."""
    title, body = (cut.index_words(fold(text)) for text in (article.title, article.body))
    return [word for word in dict.fromkeys([*title, *body]) if len(word) > 1]


def _related(
    doc: int, words: Iterable[str], cited: Array, family: Array, segments: Segments, evaluator: Evaluator
) -> Array:
    """Documents that share much of the weight of the document's telling words, cited and citing ones sooner."""
    scores, own = evaluator.likeness(doc, words)
    scores[cited] *= ranking.CITED_BOOST
    scores[family] = 0
    scores[~segments.alive] = 0
    best = np.argsort(-scores, kind="stable")[:_RELATED]
    return best[(scores[best] > 0) & (scores[best] >= ranking.RELATED_SHARE * own)]


def _newest_first(segments: Segments, docs: Array) -> Array:
    newest: Array = docs[np.argsort(segments.newest[docs])]
    return newest
