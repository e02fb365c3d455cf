"""Where an index on OpenSearch is, and how it is to be reached.

``opensearch://[user@]host[:9200][,host2[:9200]…]/name``, or ``opensearchs://`` with TLS. The name is that of an alias;
the indices behind it are called ``name-000007``, what belongs to one of them ``name-000007-learned``. Behind a question
mark may stand, each also to be given in the environment in capitals with ``WENHAI_OPENSEARCH_`` before it:

- ``shards``: of a new index (1); one takes some 10 million articles
- ``replicas``: copies of each shard; without it one where there is a second machine for it
- ``timeout``: seconds until an answer is given up and asked of another host (10; writing has two minutes)
- ``ca``: a file with the certificates to trust
- ``user``: instead of ``user@``
- ``files``: the folder of words.txt, synonyms.txt and rejected.jsonl (index_data/opensearch/NAME)

The password is taken from ``WENHAI_OPENSEARCH_PASSWORD`` alone: an address is shown in lists of processes and in logs.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from indexer.errors import BadParameter

SCHEMES = ("opensearch", "opensearchs")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.\-]{0,199}")
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[\w.\-]{1,253})(?::([0-9]{1,5}))?", re.IGNORECASE)
_PASSWORD = re.compile(r"[^@/?]*:[^@/?]*@|[^@=]*:[^@=]*@")
"""Before the hosts; one that holds / or ? as well, which would else be told as part of a name that can't be used."""
_OPTIONS = ("shards", "replicas", "timeout", "ca", "user", "files")
_NUMBER = re.compile(r"[0-9]{1,4}")
_MAX = {"shards": 1024, "replicas": 32, "timeout": 3600}


@dataclass(frozen=True, slots=True)
class Settings:
    """How an engine is reached. ``replicas`` None: one where there is room for it."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    shards: int = 1
    replicas: int | None = None
    timeout: int = 10
    ca: str = ""
    files: str = ""

    def __str__(self) -> str:
        """The address, without user and options."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"{SCHEMES[self.tls]}://{hosts}/{self.name}"

    @property
    def folder(self) -> Path:
        """Where the owner's files are."""
        return Path(self.files or f"index_data/opensearch/{self.name}")


def is_remote(location: str) -> bool:
    """Whether a location is that of an index on OpenSearch, be it well written or not."""
    scheme, colon, _ = location.partition(":")
    return bool(colon) and scheme.lower() in SCHEMES


def path_of(text: str) -> Path:
    """A path of this machine. Raises BadParameter for one that no file can have."""
    try:
        possible = text and b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise BadParameter(
            "No file or folder can be called {text!r}: name another one in the location of the index.", text=text
        )
    return Path(text)


def read_settings(location: str, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in a location and in the environment; what the location says goes first. Raises BadParameter."""
    # Not by urllib: it knows of one host, and newer Pythons take the brackets of one,[::1] for a broken IPv6 address.
    scheme, _, rest = location.partition(":")
    rest = rest.removeprefix("//")
    if _PASSWORD.match(rest):
        raise BadParameter(
            "A password can't stand in the location of an index, where everybody would see it. "
            "Put it into the environment as WENHAI_OPENSEARCH_PASSWORD."
        )
    place, _, query = rest.partition("?")
    authority, _, path = place.partition("/")
    user, at, listed = authority.rpartition("@")
    hosts = tuple(_host(text) for text in listed.split(","))
    name = unquote(path).strip("/")
    if not _NAME.fullmatch(name):
        raise BadParameter(
            "The name {name!r} of the index in {scheme}://{listed}/… can't be used: write lower case "
            "letters, digits, -, _ and .",
            name=name,
            scheme=scheme,
            listed=listed,
        )
    options = {key: environment.get(f"WENHAI_OPENSEARCH_{key.upper()}", "") for key in _OPTIONS}
    for key, value in parse_qsl(query):
        if key not in _OPTIONS:
            raise BadParameter(
                "The location of the index has no setting {key!r}; there are {names}.",
                key=key,
                names=", ".join(_OPTIONS),
            )
        options[key] = value
    for key in ("ca", "files"):
        if options[key]:
            path_of(options[key])
    return Settings(
        hosts=hosts,
        name=name,
        tls=scheme.lower() == "opensearchs",
        user=unquote(user) if at else options["user"],
        password=environment.get("WENHAI_OPENSEARCH_PASSWORD", ""),
        shards=_number("shards", options["shards"] or "1", least=1),
        replicas=_number("replicas", options["replicas"]) if options["replicas"] else None,
        timeout=_number("timeout", options["timeout"] or "10", least=1),
        ca=options["ca"],
        files=options["files"],
    )


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    if not found or not 0 < int(found[2] or 9200) <= 65_535 or not _can_be_asked_for(found[1]):
        raise BadParameter("{text!r} is no host of an engine: write opensearch://host:9200/name.", text=text)
    return found[1], int(found[2] or 9200)


def _can_be_asked_for(host: str) -> bool:
    try:
        return bool(IPv6Address(host.strip("[]")) if host[0] == "[" else host.encode("idna"))
    except ValueError:
        return False


def _number(name: str, text: str, least: int = 0) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= _MAX[name]:
        raise BadParameter(
            "{name} is {text!r} in the location of the index; it must be a whole number, {least} to {most}.",
            name=name,
            text=text,
            least=least,
            most=_MAX[name],
        )
    return int(text)
