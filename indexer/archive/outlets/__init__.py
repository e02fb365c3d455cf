"""The outlets: a file each, found by being here. What holds for one of them alone is asked of this registry."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from indexer.archive.outlets.outlet import Credit, Outlet

__all__ = [
    "OUTLETS", "UNKNOWN", "Credit", "Outlet", "is_newspaper", "joined", "outlet_name", "outlet_names", "outlet_of",
    "outlet_of_host", "source_of_host", "source_of_name",
]  # fmt: skip


def _read() -> Iterator[Outlet]:
    for module in iter_modules(__path__):
        outlet = getattr(import_module(f"{__name__}.{module.name}"), "OUTLET", None)
        if isinstance(outlet, Outlet):
            yield outlet


OUTLETS: Final[Mapping[str, Outlet]] = {outlet.id: outlet for outlet in _read()}
"""The outlets by their short names."""
UNKNOWN: Final = Outlet(id="", names=(), hosts=())
"""What holds for an outlet that has no file."""
_BY_HOST = {host: outlet for outlet in OUTLETS.values() for host in outlet.hosts}
_BY_NAME = {
    name.casefold(): outlet.id for outlet in OUTLETS.values() for name in (outlet.id, *outlet.names)
}  # fmt: skip
_NEWSPAPER_HOSTS = frozenset({"scmp.com", "mingpao.com", "ltn.com.tw", "udn.com", "people.com.cn", "wsj.com"})
"""Newspapers that are known for this alone."""


def outlet_of(source: str) -> Outlet:
    """The outlet with that short name; of others nothing is known."""
    return OUTLETS.get(source, UNKNOWN)


@lru_cache(4096)
def outlet_of_host(host: str) -> Outlet:
    """The outlet that publishes on a host (``cn.nytimes.com``: that of ``nytimes.com``)."""
    labels = host.split(".")
    found = (_BY_HOST.get(".".join(labels[start:])) for start in range(len(labels) - 1))
    return next(filter(None, found), UNKNOWN)


def outlet_name(source: str) -> str:
    """The name to show for a source: ``nyt`` gives 纽约时报中文网; a source we don't know gives itself."""
    return OUTLETS[source].names[0] if source in OUTLETS else source


def outlet_names(source: str) -> tuple[str, ...]:
    """All names of a source that readers know; none of one we don't know."""
    return outlet_of(source).names


def is_newspaper(source: str) -> bool:
    """Whether an outlet, by its short name or host, is a newspaper; else it is an agency, station, magazine or site."""
    return outlet_of(source).is_newspaper or source in _NEWSPAPER_HOSTS


def source_of_host(host: str) -> str:
    """The short name of the outlet that publishes on ``host``, else the host without ``www.``."""
    return outlet_of_host(host).id or host.removeprefix("www.")


def source_of_name(name: str) -> str:
    """The outlet known by ``name`` (纽约时报 gives ``nyt``), else the name as it is."""
    return _BY_NAME.get(name.strip().casefold(), name.strip())


def joined(field: str) -> str:
    """What any outlet has in a field of patterns, as one pattern; one that matches nothing where none has."""
    patterns = [pattern for outlet in OUTLETS.values() for pattern in _many(getattr(outlet, field))]
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"


def _many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()
