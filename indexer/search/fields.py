"""What an article is searched by, the same for every backend: its texts, folded, and the words of each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.analysis import Tokenizer, fold
from indexer.archive import slug_of
from indexer.article import Article
from indexer.search import ranking

_TELLING = 10_000
"""Characters: cutting eight million takes five seconds for each page of the article, and each of the 3,500 words that
20,000 can hold 0.1 ms. Real articles hold 169 words in the middle, and one in a hundred over 1,078."""


@dataclass(frozen=True, slots=True)
class Fields:
    """``texts`` are title, body and each caption, folded: in them strings are looked for, in each by itself. ``words``
    are those that score together (title, body, lead, captions), ``byline`` and ``address`` those beside the text."""

    texts: tuple[str, ...]
    words: Mapping[str, Sequence[str]]
    byline: Sequence[str]
    address: Sequence[str]


def fields_of(article: Article, tokenizer: Tokenizer) -> Fields:
    """The fields of an article."""
    title, body, *captions = texts = tuple(fold(text) for text in (article.title, article.body, *article.captions))
    of_fields = {
        "title": title,
        "body": body,
        "lead": body[: ranking.LEAD_CHARACTERS],
        "captions": "\n".join(captions),
    }
    return Fields(
        texts=texts,
        words={field: tokenizer.index_words(text) for field, text in of_fields.items()},
        byline=tokenizer.index_words(fold("\n".join(article.byline))),
        address=address_words(article),
    )


def address_words(article: Article) -> list[str]:
    """The English words of the addresses, each once."""
    return list(dict.fromkeys(fold(f"{slug_of(article.url)} {slug_of(article.original_url)}").split()))


def salient_words(article: Article, tokenizer: Tokenizer) -> list[str]:
    """The words of an article of more than one character, those of its title first; not of more of its body than tells
    what it is about."""
    title, body = (tokenizer.index_words(fold(text)) for text in (article.title, article.body[:_TELLING]))
    return [word for word in dict.fromkeys([*title, *body]) if len(word) > 1]
