"""An article as a document of the engine, and what it tells for what the whole archive teaches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.analysis import Words, get_tokenizer
from indexer.article import Article, tie_of
from indexer.backends.opensearch.layout import char_terms, clean, pair_terms, share_terms, word_term
from indexer.backends.opensearch.stored import pack
from indexer.citations import cited_ids
from indexer.duplicates import sketch
from indexer.filters import FIELDS, field_values
from indexer.names import name_evidence
from indexer.search import ranking
from indexer.search.fields import Fields, fields_of
from indexer.suggest import title_phrases


@dataclass(frozen=True, slots=True)
class ArticleStatistics:
    """What one article tells: its ``sketch``, the ``day`` it came out (in days since 1970, None: unknown), and by field
    the values that are counted over all articles."""

    sketch: bytes
    day: float | None
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document to be sent: ``source`` is its JSON but for what only the writer knows; ``path`` names the file."""

    id: str
    path: str
    source: str
    told: ArticleStatistics


def prepare(article: Article, own_words: Words = ()) -> Prepared:
    """The document of an article. All analysis happens here, in any process."""
    tokenizer = get_tokenizer(words=own_words)
    fields = fields_of(article, tokenizer)
    title, body = fields.texts[:2]
    told = ArticleStatistics(
        sketch=sketch(title, body).tobytes(),
        day=article.date.timestamp() // 1 / 86_400 if article.date else None,
        values={
            "names": tuple(name_evidence(article)),
            "phrases": tuple(title_phrases(tokenizer.words(title))),
            **{field: tuple(clean(values)) for field, values in field_values(article).items()},
            "byline": tuple(map(word_term, dict.fromkeys(fields.byline))),
            "address": tuple(map(word_term, fields.address)),
        },
    )
    source = _source(article, fields, told)
    return Prepared(article.id, article.path, json.dumps(source, ensure_ascii=False, separators=(",", ":")), told)


def _source(article: Article, fields: Fields, told: ArticleStatistics) -> dict[str, Any]:
    head, rest = pack(article)
    title = fields.texts[0]
    source = {
        "id": article.id,
        "place": tie_of(article.id),
        **{name: list(told.values[name]) for name in FIELDS},
        "cites": list(dict.fromkeys(filter(None, cited_ids(article)))),
        "body": share_terms(**fields.words),
        "title": share_terms(title=fields.words["title"]),
        "byline": share_terms(byline=fields.byline),
        "address": share_terms(address=fields.address),
        "pairs": list(map(pair_terms, fields.texts)),
        "chars": list(map(char_terms, fields.texts)),
        "title_pairs": pair_terms(title),
        "title_chars": char_terms(title),
        "head": head,
        "rest": rest,
        "norm": ranking.norm("body", len(fields.words["body"])),
    }
    if article.date:
        source["date"] = int(article.date.timestamp())
        day = article.date.isoformat()
        source |= {"year": day[:4], "month": day[:7], "day": day[:10]}
    return {name: value for name, value in source.items() if value not in ("", [])}
