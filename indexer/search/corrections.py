"""What a reader may have meant by words that occur nowhere: offered, never searched for unasked."""

import re
from collections.abc import Callable, Sequence

from indexer.analysis import fold
from indexer.budget import check_time
from indexer.query import Node, TextClause, leaves
from indexer.search.port import Meant
from indexer.suggest import Suggester

_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{3,}")
_MAX = 3
_MAX_TERMS = 8
"""Terms that are looked at: who has mistyped more has not mistyped. Each may take 15 ms, and 400 took 6 s."""


def corrections(
    query: str,
    root: Node,
    occurs: Callable[[str], bool],
    words_like: Callable[[str], Sequence[str]],
    suggester: Suggester,
) -> tuple[Meant, ...]:
    """Words for each term of the query whose string occurs in no article, each with the query that has it instead.

    ``occurs`` tells whether a string occurs in any article, its byline or address included; ``words_like`` gives words
    of the text that begin with the same character and are about as long, those in most articles first.
    """
    found: list[Meant] = []
    terms = dict.fromkeys(leaf for leaf in leaves(root) if isinstance(leaf, TextClause) and len(leaf.text) > 1)
    for term in terms if len(terms) <= _MAX_TERMS else ():
        check_time()
        if occurs(term.text):
            continue
        latin = words_like(term.text) if _LATIN.fullmatch(term.text) else ()
        at = fold(query).find(term.text)
        for word in suggester.similar(term.text, _MAX, latin) if at >= 0 else ():
            found.append(Meant(query[at : at + len(term.text)], word, query[:at] + word + query[at + len(term.text) :]))
    return tuple(found)
