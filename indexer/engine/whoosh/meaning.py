"""What a reader may have meant by words that stand nowhere: offered, never searched for unasked."""

import re

from indexer.analysis import fold
from indexer.engine import Meant
from indexer.engine.whoosh.segments import Segments
from indexer.query import Node, Term, leaves
from indexer.suggest import Suggester

_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{3,}")
_MOST = 3


def meant(query: str, root: Node, segments: Segments, suggester: Suggester) -> tuple[Meant, ...]:
    """Words for each term of the query whose string stands in no article, each with the query that has it instead."""
    found: list[Meant] = []
    for term in dict.fromkeys(leaves(root)):
        if not isinstance(term, Term) or len(term.text) < 2 or _stands(term.text, segments):
            continue
        latin = segments.words_like(term.text) if _LATIN.fullmatch(term.text) else ()
        at = fold(query).find(term.text)
        for word in suggester.similar(term.text, _MOST, latin) if at >= 0 else ():
            found.append(Meant(query[at : at + len(term.text)], word, query[:at] + word + query[at + len(term.text) :]))
    return tuple(found)


def _stands(text: str, segments: Segments) -> bool:
    return bool(segments.aside(text)) or any(len(docs) for docs in segments.strings(text))
