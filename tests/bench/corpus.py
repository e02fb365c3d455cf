"""The articles that are measured with, and what the peers index of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from indexer import Article, open_index
from indexer.analysis import fold, get_tokenizer


@dataclass(frozen=True, slots=True)
class Document:
    """What a peer indexes: words joined by spaces; and what it must hand over for a hit."""

    url: str
    title: str
    words: str


def read_articles(index: str, limit: int | None = None) -> list[Article]:
    """The first articles of an existing Wenhai index, in its order."""
    opened = open_index(index)
    try:
        return list(islice(opened.articles(), limit))
    finally:
        opened.close()


def text_of(article: Article) -> str:
    """What of an article every engine gets."""
    return f"{article.title}\n{article.body}"


def documents(articles: list[Article]) -> Iterator[Document]:
    """The articles cut into words, the same for every peer."""
    words = get_tokenizer().index_words
    for article in articles:
        yield Document(article.url, article.title, " ".join(words(fold(text_of(article)))))
