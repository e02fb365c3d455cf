"""What is near an article: versions, citations both ways, related ones; and whoever wrote it."""

import pytest

from indexer import Article, ArticleNotFound, AuthorNotFound, Index


def titled(index: Index, title: str) -> Article:
    [article] = [article for article in index.articles() if article.title == title]
    return article


def test_citations_lead_both_ways(index: Index) -> None:
    citing = next(article for article in index.articles() if article.path.endswith("1048308.md"))
    near = index.neighbours(citing.id)
    assert [one.url for one in near.cites] == ["https://cn.nytimes.com/china/20230815/yunqiao-bridge-opening/"]
    [cited] = near.cites
    assert near.links == {citing.links[0]: cited.id}
    back = index.neighbours(cited.id).cited_by
    assert citing.id in [one.id for one in back]
    assert len(back) == 2  # the other one links to the Traditional page of the same address
    assert [one.date for one in back] == sorted((one.date for one in back), reverse=True)


def test_links_that_lead_out_of_the_archive_are_no_citations(index: Index) -> None:
    outside = next(article for article in index.articles() if article.path == "articles/epoch/1048568.md")
    assert outside.links
    near = index.neighbours(outside.id)
    assert (near.links, near.cites, near.cited_by) == ({}, (), ())


def test_every_link_of_the_small_archive_is_what_it_says(index: Index) -> None:
    ids = {article.id for article in index.articles()}
    for article in index.articles():
        near = index.neighbours(article.id)
        assert set(near.links) <= set(article.links)
        assert set(near.links.values()) <= ids - {article.id}
        assert len(article.links) == len(article.anchors)
        others = [one.id for one in (*near.versions, *near.cites, *near.cited_by, *near.related)]
        assert article.id not in others
        assert not {one.id for one in near.related} & {one.id for one in near.versions}


def test_related_articles_share_rare_words(index: Index) -> None:
    article = titled(index, "白鷺島國際棋會閉幕 14歲少女韓小滿奪冠")
    related = index.neighbours(article.id).related
    assert any("棋" in one.title for one in related)
    assert not any("自行车" in one.title for one in related)


def test_neighbours_of_nothing(index: Index) -> None:
    with pytest.raises(ArticleNotFound):
        index.neighbours("000000000000")


def test_an_author_has_every_form_of_the_name(index: Index) -> None:
    author = index.author("林一帆")
    assert author.names[0] == "林一帆"
    assert "Lin Yifan" in author.names
    assert author == index.author("Lin Yifan") == index.author("LIN YIFAN")
    assert author.articles == index.search("", filters={"author": "林一帆"}).total == sum(c.count for c in author.years)
    assert author.articles == index.search('作者:"Lin Yifan"').total


@pytest.mark.parametrize("name", ["林", "无此人", "", "布林肯"])
def test_who_writes_nothing_is_no_author(index: Index, name: str) -> None:
    with pytest.raises(AuthorNotFound):
        index.author(name)


def test_the_authors_facet_counts_people(index: Index) -> None:
    for count in index.search("", facets=["author"]).facets["author"]:
        assert index.search("", filters={"author": count.value}).total == count.count
        assert index.author(count.value).articles == count.count


def test_translators_are_not_authors(index: Index) -> None:
    translated = index.search("", filters={"translator": "何晏"})
    assert translated.total == 2 == index.search("译者:何晏").total
    assert {hit.source for hit in translated.hits} == {"ft"}
    assert index.search("作者:何晏").total == 0
    assert [c.count for c in index.search("译者:何晏", facets=["translator"]).facets["translator"]] == [2]


@pytest.mark.parametrize(
    "query, slug, not_found",
    [
        ("bridge opening", "yunqiao-bridge-opening", "paper-kite-airline"),
        ("paper kite", "paper-kite-airline", "yunqiao-bridge-opening"),
        ("An airline with the paper kite", "paper-kite-airline", "umbrella-mender"),
    ],
)
def test_english_finds_by_the_words_of_the_address(index: Index, query: str, slug: str, not_found: str) -> None:
    found = [hit.url for hit in index.search(query, limit=50).hits]
    assert any(slug in url for url in found)
    assert not any(not_found in url for url in found)
    assert index.search(f'"{query}"').total == 0
