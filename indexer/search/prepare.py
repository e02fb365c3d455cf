"""What is made of a query before an engine looks for anything: read, widened, and told about."""

from collections.abc import Collection
from dataclasses import dataclass

from indexer.analysis import Tokenizer
from indexer.budget import check_clauses
from indexer.messages import message
from indexer.query import (
    Added,
    Node,
    Query,
    QueryKind,
    Sentence,
    TextClause,
    Thesaurus,
    clauses,
    expand_names,
    kind_of,
    leaves,
    parse_query,
)


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query as it was read, the tree that is put to the index, and the names that were added to it."""

    parsed: Query
    root: Node
    added: tuple[Added, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the reader on how it was understood."""
        notes = list(self.parsed.notes)
        for leaf in leaves(self.parsed.root):
            if isinstance(leaf, Sentence):
                notes.append(
                    message("Searched as a sentence: articles that share most of its words, the closest first.")
                )
            elif isinstance(leaf, TextClause) and len(leaf.words) > 1:
                notes.append(
                    message(
                        "“{text}”: articles with this exact text come first, then those with “{words}”.",
                        text=leaf.text,
                        words=tuple(leaf.words),
                    )
                )
        return tuple(dict.fromkeys(notes))

    @property
    def kind(self) -> QueryKind:
        """Of what kind it is as it was typed."""
        return kind_of(self.parsed.root)


def prepare_query(
    query: str, tokenizer: Tokenizer, thesaurus: Thesaurus | None, without: Collection[str] = ()
) -> PreparedQuery:
    """A query, prepared; with a thesaurus, other names of what is named are added, but for those in ``without``. Raises
    SearchTooExpensive where it has too many clauses as typed: names that are added are nobody's fault."""
    parsed = parse_query(query, tokenizer)
    check_clauses(clauses(parsed.root))
    return (
        PreparedQuery(parsed, *expand_names(parsed.root, thesaurus, without))
        if thesaurus
        else PreparedQuery(parsed, parsed.root)
    )
