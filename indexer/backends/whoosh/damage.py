"""Where a file that was damaged after it was opened is found out: numpy raises whatever damaged arrays lead to."""

from collections.abc import Callable, Iterator
from functools import wraps
from types import GeneratorType
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from indexer.errors import WenhaiError


class Sound(Protocol):
    """What can look for the reason of an error."""

    def behind(self, error: Exception) -> Exception:
        """What to raise instead of an error that nobody expected, or that very one."""


_Self = TypeVar("_Self", bound=Sound)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def sound(method: Callable[Concatenate[_Self, _Given], _Found]) -> Callable[Concatenate[_Self, _Given], _Found]:
    """Let a method raise what is ``behind`` its errors; of one that gives an iterator, also while that is read."""

    @wraps(method)
    def wrapped(self: _Self, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        try:
            found = method(self, *args, **kwargs)
        except Exception as error:
            _raise(self, error)
            raise
        return cast(_Found, _each(self, found)) if isinstance(found, GeneratorType) else found

    return wrapped


def _each(owner: Sound, values: Iterator[Any]) -> Iterator[Any]:
    try:
        yield from values
    except Exception as error:
        _raise(owner, error)
        raise


def _raise(owner: Sound, error: Exception) -> None:
    if not isinstance(error, WenhaiError) and (reason := owner.behind(error)) is not error:
        raise reason from error
