"""The values of author, translator, source and section that an index holds, and which of them a typed name means; and
authors, who may write under several."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from indexer.analysis import fold, whole_words
from indexer.archive import outlet_names
from indexer.errors import AuthorNotFound
from indexer.filters import FIELDS
from indexer.query import FieldFilter, Thesaurus
from indexer.search.learned import LearnedNames
from indexer.search.port import Count


class FieldValues:
    """The distinct values of one generation, folded once."""

    def __init__(self, values: Callable[[str], Iterable[str]]) -> None:
        """``values`` gives the distinct values of each of ``FIELDS``."""
        self._folded: dict[str, Mapping[str, tuple[str, ...]]] = {
            field: {value: _outlet(value) if field == "source" else (fold(value),) for value in values(field)}
            for field in FIELDS
        }
        self._authors = list(self._folded["author"])
        # All names in one text: looking through 5,000 of them one by one was 0.17 of 2.5 ms a term.
        self._all_authors = "\n".join(fold(value).replace("\n", " ") for value in self._authors)
        self._ends = [i for i, char in enumerate(self._all_authors) if char == "\n"]

    def meant(self, name: FieldFilter) -> list[str]:
        """The values that equal the text, folded; where none does, those that hold it, at the ends of Latin words."""
        wanted = name.text.strip()
        values = self._folded[name.facet].items()
        equal = [value for value, folded in values if wanted in folded]
        return equal if equal or name.whole else [value for value, folded in values if _holds(folded, wanted)]

    def authors_meant(self, name: str, people: Thesaurus) -> list[str]:
        """The authors that a name means, each of which may be another name of one person."""
        forms = (name, *people.forms(fold(name)))
        found = (value for form in forms for value in self.meant(FieldFilter("author", fold(form), whole=True)))
        return list(dict.fromkeys(found))

    def authors_holding(self, text: str) -> list[str]:
        """The authors whose name holds a folded string."""
        found, at = [], self._all_authors.find(text) if text else -1
        while at >= 0:
            author = self._authors[bisect_left(self._ends, at)]
            if _holds(self._folded["author"][author], text):
                found.append(author)
            at = self._all_authors.find(text, at + 1)
        return list(dict.fromkeys(found))


def as_counts(numbers: Mapping[str, int]) -> tuple[Count, ...]:
    """Values with how many articles have them, those with most first."""
    return tuple(Count(value, n) for value, n in sorted(numbers.items(), key=lambda item: (-item[1], item[0])) if n)


def writers(articles: Mapping[str, int], entities: LearnedNames) -> list[list[str]]:
    """Authors who write under several names: these, that of most ``articles`` first."""
    together: dict[int, list[str]] = {}
    for value in articles:
        if (entity := entities.entity(fold(value))) is not None:
            together.setdefault(entity, []).append(value)
    groups = (sorted(values, key=lambda value: (-articles[value], value)) for values in together.values())
    return [values for values in groups if len(values) > 1]


def all_names(name: str, articles: Mapping[str, int], people: Thesaurus) -> tuple[str, ...]:
    """The names of an author who was asked for by one: those with ``articles``, most of them first, then others that he
    is known by. Raises AuthorNotFound where there are no articles."""
    if not any(articles.values()):
        raise AuthorNotFound("No article is by {name!r}. The name may be written in another way.", name=name)
    spelled = {fold(value) for value in articles}
    others = (form for form in people.forms(fold(name)) if fold(form) not in spelled)
    return (*sorted(articles, key=lambda value: -articles[value]), *others)


def _outlet(source: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in (source, *outlet_names(source)))


def _holds(folded: Iterable[str], wanted: str) -> bool:
    pattern = whole_words(wanted)
    return bool(wanted) and any(pattern.search(text) for text in folded)
