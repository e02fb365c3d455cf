"""What other programs follow and read: the feed, the search description, suggestions, the pieces of a page."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from indexer import Index
from search_app.citations import citations, coins, meta_tags, today
from search_app.exports import FORMATS
from tests.web.test_exports import SEARCHES

ATOM = "{http://www.w3.org/2005/Atom}"


def moment(entry: ET.Element, name: str) -> datetime:
    text = entry.findtext(f"{ATOM}{name}") or ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text)
    return datetime.fromisoformat(text)


def checked(text: str) -> ET.Element:
    """The feed, if it is one by RFC 4287: 4.1.1, 4.1.2, 4.2.6, 4.2.7."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.findtext(f"{ATOM}id") or "")
        assert moment(part, "updated").tzinfo
        rels = [(link.get("rel"), link.get("type")) for link in part.findall(f"{ATOM}link")]
        assert len(rels) == len(set(rels)) and ("alternate", "text/html") in rels
        assert all(urlsplit(link.get("href") or "").scheme for link in part.findall(f"{ATOM}link"))
        assert all(author.findtext(f"{ATOM}name") for author in part.findall(f"{ATOM}author"))
    assert root.find(f"{ATOM}author") is not None
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    names = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(names) == len(set(names))
    return root


@pytest.mark.parametrize("search", SEARCHES)
def test_the_feed_is_valid_and_newest_first(client: FlaskClient, search: str) -> None:
    answer = client.get(f"/feed.atom?{search}")
    assert answer.mimetype == "application/atom+xml"
    root = checked(answer.text)
    entries = root.findall(f"{ATOM}entry")
    times = [moment(entry, "updated") for entry in entries]
    assert len(times) <= 30 and times == sorted(times, reverse=True)
    assert not times or moment(root, "updated") == times[0]
    # Whoever reads it again from its own address finds the same.
    self = root.find(f"{ATOM}link[@rel='self']")
    assert self is not None
    again = checked(client.get(self.attrib["href"]).text)
    assert again.findtext(f"{ATOM}id") == root.findtext(f"{ATOM}id")
    assert ET.tostring(again) == ET.tostring(root)


def test_the_feed_tells_of_the_search_and_the_articles(client: FlaskClient, index: Index) -> None:
    root = checked(client.get("/feed.atom?q=布林肯 <北京>&source=nyt", base_url="https://wenhai.example").text)
    assert root.findtext(f"{ATOM}title") == "文海：布林肯 <北京> nyt"
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    links = {link.get("rel"): link.attrib["href"] for link in entry.findall(f"{ATOM}link")}
    article = index.get(links["alternate"].removeprefix("https://wenhai.example/articles/"))
    assert entry.findtext(f"{ATOM}title") == article.title and links["via"] == article.url
    assert "布林肯" in (entry.findtext(f"{ATOM}summary") or "")
    other = checked(client.get("/feed.atom?q=布林肯").text)
    assert other.findtext(f"{ATOM}id") != root.findtext(f"{ATOM}id")
    assert entry.findtext(f"{ATOM}id") in {one.findtext(f"{ATOM}id") for one in other.findall(f"{ATOM}entry")}


@pytest.mark.parametrize("query", ["<script>&]]>", "\x00\x0b￾", "a\"'&amp;", "😀\ud800"])
def test_hostile_text_stays_text(client: FlaskClient, query: str) -> None:
    arguments = {"q": query.encode("utf-8", "surrogatepass")}
    checked(client.get("/feed.atom", query_string=arguments).text)
    for ending in FORMATS:
        assert client.get(f"/export.{ending}", query_string=arguments).status_code == 200


def test_opensearch(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml", base_url="https://wenhai.example")
    assert answer.mimetype == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ET.fromstring(answer.text)
    assert 0 < len(root.findtext(f"{space}ShortName") or "") <= 16
    assert 0 < len(root.findtext(f"{space}Description") or "") <= 1024
    templates = {one.get("type"): one.attrib["template"] for one in root.findall(f"{space}Url")}
    assert set(templates) >= {"text/html", "application/atom+xml", "application/x-suggestions+json"}
    for media_type, template in templates.items():
        assert template.startswith("https://wenhai.example/")
        address = template.replace("{searchTerms}", "布林肯").replace("{startPage?}", "")
        found = client.get(address)
        assert found.status_code == 200 and found.mimetype == media_type


def test_suggestions_for_the_box_of_the_browser(client: FlaskClient) -> None:
    typed, suggestions = client.get("/suggest.json?q=bulinken").get_json(force=True)
    assert typed == "bulinken" and "布林肯" in suggestions
    assert client.get("/suggest.json").get_json(force=True) == ["", []]


def test_the_pieces_of_template(app: Flask, index: Index) -> None:
    article = index.get(next(hit.id for hit in index.search("布林肯", filters={"source": "nyt"}).hits))
    with app.test_request_context("/"):
        shown = render_template_string(
            '{% from "_cite.html" import cite %}{% from "_export.html" import export, feed_link, search_link %}'
            '{% from "_citation_meta.html" import citation_meta %}{% from "_coins.html" import coins %}'
            "{{ citation_meta(tags) }}{{ feed_link('q=a&sort=newest', '布林肯') }}{{ search_link() }}{{ coins(title) }}"
            "{{ cite(cited, id) }}{{ export('q=a&sort=newest', 12345) }}",
            tags=meta_tags(article), title=coins(article), cited=citations(article, today()), id=article.id,
        )  # fmt: skip
    assert f'<meta name="citation_title" content="{article.title}">' in shown
    assert "<i>纽约时报中文网</i>" in shown
    assert f'href="/articles/{article.id}/cite.bib"' in shown
    assert 'href="/export.csv?q=a&amp;sort=newest"' in shown and 'href="/feed.atom?q=a&amp;sort=newest"' in shown
    assert 'class="Z3988" title="url_ver=Z39.88-2004&amp;ctx_ver' in shown
    assert 'rel="search" type="application/opensearchdescription+xml"' in shown
    assert "style=" not in shown
