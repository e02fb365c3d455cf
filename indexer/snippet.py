"""Text and query to text and marks. No HTML here: a mark is a range of characters, rendering comes last."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from indexer.budget import check_time
from indexer.matching import Folded, Marks, Matches, Sought, Span, merged, sought
from indexer.query import Node, leaves

PASSAGE_LENGTH = 140
"""Characters of a snippet, at most; it ends at a sentence's end where one comes before."""
_LOOKED_BACK = 200
"""Characters before a match in which its sentence may begin: a passage begins later in one that is longer."""
_CHOSEN_FROM = 200
"""Matches of each string: enough to choose from; a single common character can stand 10,000 times in a long article."""
_LONG = 10_000
"""Characters from which on matches are found with arrays, which take 20 µs to begin with."""
_END = re.compile(r"[。！？；!?;]+[”’」』\"')）]*|\n")
_SOFT_BREAK = re.compile(r"[，、,：:\s]")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article, unchanged, and where the matches occur in it."""

    text: str = ""
    marks: Marks = ()


class Marker:
    """Finds what a query matched, in folded text, so that 習近平 is marked where 习近平 was asked for."""

    def __init__(self, root: Node) -> None:
        distinct = tuple(dict.fromkeys(leaves(root)))
        self._sought = {field: [sought(leaf, field) for leaf in distinct] for field in ("title", "body")}

    def marks(self, text: str, field: str = "body") -> Marks:
        """Every match in a text, in the text's own characters. ``field`` is "title" where it is an article's title."""
        if len(text) > _LONG:
            return self.matches(text, field).between(0, len(text))
        found = self._some(Folded(text), field, _LONG)
        return _cut(sorted(span for _, spans in found for span in spans), 0, len(text))

    def matches(self, text: str, field: str = "body") -> Matches:
        """The same of a text of which no more than a part is shown: eight million characters may hold as many."""
        folded = Folded(text)
        return merged([found for many in self._sought[field] for found in folded.all(*many)])

    def snippet(self, body: str, captions: tuple[str, ...] = ()) -> Snippet:
        """The best passage: of the body, or of a caption where the body holds no match, or else the beginning."""
        for text in (body, *self._holding(captions)):
            folded = Folded(text)
            if found := self._some(folded):
                start, end = _best_passage(text, [spans for _, spans in found])
                marks = sorted(span for one, _ in found for span in folded.inside(one, start, end))
                return Snippet(text[start:end], _cut(marks, start, end))
        start, end = _passage(body, 0)
        return Snippet(body[start:end])

    def _holding(self, captions: tuple[str, ...]) -> tuple[str, ...]:
        """The first caption with a match: an article may have 60,000, and looking at each by itself takes a second."""
        found = self._some(Folded("\n".join(captions))) if captions else []
        if not found:
            return ()
        first = min(spans[0] for _, spans in found)
        ends = list(accumulate(len(caption) + 1 for caption in captions))
        return (captions[bisect_right(ends, first[0])],)

    def _some(self, folded: Folded, field: str = "body", most: int = _CHOSEN_FROM) -> list[tuple[Sought, list[Span]]]:
        """What occurs in a text of what is asked for, with its first matches."""
        found: list[tuple[Sought, list[Span]]] = []
        for many, otherwise in self._sought[field]:
            check_time()
            here = [(one, spans) for one in many if (spans := folded.some(one, most))]
            found += here or [(one, spans) for one in otherwise if (spans := folded.some(one, most))]
        return found


def _cut(spans: list[Span], start: int, end: int) -> Marks:
    """Sorted ranges, those that touch joined, cut to a passage and counted from its beginning."""
    joined: list[Span] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple((max(first, start) - start, min(last, end) - start) for first, last in joined)


def _sentence(text: str, at: int, before: int) -> Span:
    """The sentence that a place is in, after one that ends ``before``; its beginning is looked for no farther away than
    ``_LOOKED_BACK``."""
    start = max(at - _LOOKED_BACK, before)
    for found in _END.finditer(text, start):
        if found.end() > at:
            return start, found.end()
        start = found.end()
    return start, len(text)


def _passage(text: str, start: int) -> Span:
    """From the start of a sentence over as many whole ones as fit, at least one, cut to length."""
    limit = start + PASSAGE_LENGTH
    if len(text) <= limit:
        return start, len(text)
    ends = [found.end() for found in _END.finditer(text, start, limit + 1) if found.end() <= limit]
    return start, ends[-1] if ends else limit


def _best_passage(text: str, spans: list[list[Span]]) -> Span:
    """The passage that holds most different matches, then most matches, then comes first; without blank ends."""
    matches = sorted((start, end, kind) for kind, found in enumerate(spans) for start, end in found)
    best, chosen = (0, 0), (0, 0)
    tried = 0  # where the sentence ends that was tried last
    for at, (position, match_end, _) in enumerate(matches):
        if position < tried:
            continue
        check_time()
        sentence, tried = _sentence(text, position, tried)
        start, end = _passage(text, sentence)
        if match_end > end:
            start, end = _around(text, position, sentence, tried)
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


def _around(text: str, position: int, floor: int, ceiling: int) -> Span:
    """A passage inside a long sentence, begun after a comma or blank shortly before the match."""
    start = max(floor, position - PASSAGE_LENGTH // 3)
    breaks = [match.end() for match in _SOFT_BREAK.finditer(text, start, position)]
    if start > floor and breaks:
        start = breaks[0]
    return start, max(min(ceiling, start + PASSAGE_LENGTH), min(position + PASSAGE_LENGTH, ceiling))
