"""Which articles an article links to."""

from indexer.archive import canonical_url
from indexer.article import Article, id_of, identity_of


def cited_ids(article: Article) -> tuple[str, ...]:
    """For each of ``article.links`` the id that the article at its address has, wherever that is; an empty one for the
    article itself and for what is no web address."""
    own = article.id
    ids = (id_of(identity_of(url, "", "")) if (url := canonical_url(link)) else "" for link in article.links)
    return tuple("" if id == own else id for id in ids)
