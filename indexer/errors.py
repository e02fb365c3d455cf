"""Every error that this library raises on purpose. Each message is a sentence that is safe to show to a reader."""

from typing import Any

from indexer.messages import Language, message, translated


class WenhaiError(Exception):
    """Base of all of them: what happened, to which file or parameter, and what to do next.

    ``template`` is the sentence, in English, with ``values`` by name as in ``str.format``.
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        super().__init__(message(template, **values))

    def told(self, language: Language) -> str:
        """The sentence in a language."""
        return translated(self.args[0], language)


class ArchiveMissing(WenhaiError):
    """The path given as an archive does not exist or is of a kind that can't be read."""


class ArchiveShrunk(ArchiveMissing):
    """Most of what was in the archive is not there any more: part of it may be out of sight."""


class ArchiveUnknown(ArchiveMissing):
    """The index is built from other archives than the one that was given."""


class IndexMissing(WenhaiError):
    """There is no index at that place yet."""


class IndexMismatch(WenhaiError):
    """The index was built by another version of schema or analysis."""


class IndexUnreadable(WenhaiError):
    """The index is there, but the system lets this process not read it."""


class IndexDamaged(WenhaiError):
    """The index is there, but can't be opened."""


class IndexLocked(WenhaiError):
    """Another reindex of the same index is under way."""


class EngineAway(WenhaiError):
    """The engine on another machine does not answer now, or refuses this user."""


class EngineMissing(WenhaiError):
    """What it takes to talk to an engine is not installed."""


class LexiconInvalid(WenhaiError):
    """A line of words.txt or synonyms.txt can't be read."""


class ReindexFailed(WenhaiError):
    """A reindex stopped before its end; the index that was there before still serves."""


class BadParameter(WenhaiError):
    """A parameter of a search has a value that means nothing."""


class SearchTooExpensive(WenhaiError):
    """A search has too many conditions, or takes longer than it may: see ``budget``."""


class ArticleNotFound(WenhaiError):
    """No article of the index has that id."""


class AuthorNotFound(WenhaiError):
    """No article of the index is by anybody of that name."""
