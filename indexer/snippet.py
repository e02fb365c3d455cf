"""Text and query to text and marks. No HTML here: a mark is a range of characters, rendering comes last."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analysis import fold, whole_words
from indexer.budget import check_time
from indexer.query import Exact, Form, Near, Node, Prefix, Sentence, Term, leaves

Marks = tuple[tuple[int, int], ...]
"""Ranges of characters [start, end) of a text, ascending, not touching one another."""

PASSAGE_LENGTH = 140
"""Characters of a snippet, at most; it ends at a sentence's end where one comes before."""
_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”’」』\"')）]*|\n|$)")
_SOFT_BREAK = re.compile(r"[，、,：:\s]")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article, unchanged, and where the matches stand in it."""

    text: str = ""
    marks: Marks = ()


class Marker:
    """Finds what a query matched, in folded text, so that 習近平 is marked where 习近平 was asked for."""

    def __init__(self, root: Node) -> None:
        self._leaves = tuple(dict.fromkeys(leaves(root)))

    def marks(self, text: str, field: str = "body") -> Marks:
        """Every match in a text, in the text's own characters. ``field`` is "title" where it is an article's title."""
        return _merged(span for spans in self._spans(fold(text), field) for span in spans)

    def snippet(self, body: str, captions: tuple[str, ...] = ()) -> Snippet:
        """The best passage: of the body, or of a caption where the body holds no match, or else the beginning."""
        for text in (body, *captions):
            spans = self._spans(fold(text), "body")
            if any(spans):
                start, end = _best_passage(text, spans)
                break
        else:
            text, spans = body, []
            start, end = _passage(_sentences(body), 0, len(body))
        merged = _merged(span for found in spans for span in found)
        inside = tuple((max(s, start) - start, min(e, end) - start) for s, e in merged if s < end and e > start)
        return Snippet(text[start:end], inside)

    def _spans(self, folded: str, field: str) -> list[list[tuple[int, int]]]:
        """The matches of each string or word of the query, a list each."""
        spans = []
        for leaf in self._leaves:
            check_time()
            match leaf:
                case Term(text, words, where) if not where or field == "title":
                    found = _strings(folded, text)
                    spans.extend([found] if found else [_words(folded, word) for word in dict.fromkeys(words)])
                case Sentence(text, words, where) if not where or field == "title":
                    distinct = tuple(dict.fromkeys(words))
                    telling = [word for word in distinct if len(word) > 1]
                    spans.extend(_words(folded, word) for word in telling or distinct)
                case Exact(text, where) if not where or field == "title":
                    spans.append(_strings(folded, text))
                case Form(text, where) if not where or field == "title":
                    spans.append(_words(folded, text))
                case Prefix(text, where) if not where or field == "title":
                    spans.append(_beginnings(folded, text))
                case Near(left, right):
                    spans.extend([_strings(folded, left), _strings(folded, right)])
                case _:
                    pass
        return spans


def _strings(folded: str, needle: str) -> list[tuple[int, int]]:
    found, at = [], folded.find(needle) if needle else -1
    while at >= 0:
        found.append((at, at + len(needle)))
        at = folded.find(needle, at + 1)
    return found


def _words(folded: str, word: str) -> list[tuple[int, int]]:
    if not _LATIN.search(word):
        return _strings(folded, word)
    return [match.span() for match in whole_words(word).finditer(folded)]


def _beginnings(folded: str, text: str) -> list[tuple[int, int]]:
    if not _LATIN.match(text):
        return _strings(folded, text)
    return [match.span() for match in re.finditer(rf"(?<![a-z0-9]){re.escape(text)}[a-z0-9]*", folded)]


def _merged(spans: Iterator[tuple[int, int]]) -> Marks:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _sentences(text: str) -> list[int]:
    """Where each sentence begins, and the end of the text."""
    starts = [match.start() for match in _SENTENCE.finditer(text) if match.end() > match.start()]
    return [*(starts or [0]), len(text)]


def _passage(bounds: list[int], first: int, limit: int) -> tuple[int, int]:
    """From the start of a sentence over as many whole ones as fit, at least one, cut to length."""
    start = bounds[first]
    last = bisect_right(bounds, start + PASSAGE_LENGTH) - 1
    end = bounds[max(last, first + 1)] if first + 1 < len(bounds) else limit
    return start, min(end, start + PASSAGE_LENGTH)


def _best_passage(text: str, spans: list[list[tuple[int, int]]]) -> tuple[int, int]:
    """The passage that holds most different matches, then most matches, then comes first; without blank ends."""
    bounds = _sentences(text)
    # 200 of each are enough to choose from; a single common character can stand 10,000 times in a long article.
    matches = sorted((start, end, kind) for kind, found in enumerate(spans) for start, end in found[:200])
    best, chosen = (0, 0), (0, 0)
    tried = -1
    for at, (position, match_end, _) in enumerate(matches):
        sentence = bisect_right(bounds, position) - 1
        if sentence == tried:
            continue
        tried = sentence
        start, end = _passage(bounds, sentence, len(text))
        if match_end > end:
            start, end = _around(text, position, bounds[sentence], bounds[min(sentence + 1, len(bounds) - 1)])
        inside = [kind for s, e, kind in matches[at : at + 100] if s >= start and e <= end]
        score = (len(set(inside)), len(inside))
        if score > best:
            best, chosen = score, (start, end)
    start, end = chosen
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _around(text: str, position: int, floor: int, ceiling: int) -> tuple[int, int]:
    """A passage inside a long sentence, begun after a comma or blank shortly before the match."""
    start = max(floor, position - PASSAGE_LENGTH // 3)
    breaks = [match.end() for match in _SOFT_BREAK.finditer(text, start, position)]
    if start > floor and breaks:
        start = breaks[0]
    return start, max(min(ceiling, start + PASSAGE_LENGTH), min(position + PASSAGE_LENGTH, ceiling))
