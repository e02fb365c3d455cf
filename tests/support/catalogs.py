"""The sentences of library and command line, and their catalogs: ``python -m tests.support.catalogs`` puts new
sentences into them, to be translated there, takes out what is said no more, and compiles them (``make translations``
does so)."""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from indexer import errors
from indexer.cli import main
from indexer.messages import CATALOGS, DOMAIN, LANGUAGES

ROOT = Path(__file__).parents[2]
OF_CLICK = "messages"
_SINCE = datetime(2026, 12, 1, tzinfo=UTC)
TRANSLATED = tuple(language.replace("-", "_") for language in LANGUAGES if language != "en")
_MAKERS = {"message", "say", "Rejected", *(name for name in vars(errors) if name[0].isupper())}


def spoken() -> dict[str, list[str]]:
    """Every template of a message, with the files that hold it."""
    found: dict[str, list[str]] = {}
    for path, first in beginnings():
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.setdefault(first.value, []).append(path)
    for name, help in helps():
        found.setdefault(help, []).append(name)
    return found


def beginnings() -> Iterator[tuple[str, ast.expr]]:
    """The first argument of everything that makes a message, with the file that it stands in."""
    paths = sorted([*(ROOT / "indexer").rglob("*.py"), *(ROOT / "search_app").rglob("*.py")])
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    nodes = [(path, node) for path, tree in trees.items() for node in ast.walk(tree)]
    own = [node for _, node in nodes if isinstance(node, ast.ClassDef)]
    makers = _MAKERS | {one.name for one in own if any(_name(base) in _MAKERS for base in one.bases)}
    for path, node in nodes:
        if isinstance(node, ast.Call) and node.args and _name(node.func) in makers:
            yield path, node.args[0]


def helps() -> Iterator[tuple[str, str]]:
    """The help of the program, of its commands and of their options."""
    for name, command in {"": main, **main.commands}.items():
        for one in (command, command.get_help_option(click.Context(command)), *command.params):
            help = vars(one).get("_help")
            if isinstance(help, str):
                yield f"wenhai {name}".strip(), help


def catalog(language: str, domain: str = DOMAIN) -> Catalog:
    """What is translated into a language."""
    with path_of(language, domain, "po").open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str, domain: str, kind: str) -> Path:
    """Where a catalog is."""
    return CATALOGS / language / "LC_MESSAGES" / f"{domain}.{kind}"


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _update() -> int:
    missing = 0
    for language in TRANSLATED:
        of_click, ours = catalog(language, OF_CLICK), _empty(language)
        before = catalog(language) if path_of(language, DOMAIN, "po").exists() else ours
        for template in sorted([*spoken(), "”, “", *system_errors()]):
            told = before.get(template)
            ours.add(template, told.string if told else "")
            missing += not (told and told.string)
        with path_of(language, DOMAIN, "po").open("wb") as file:
            write_po(file, ours, width=116)
        for domain, one in ((DOMAIN, ours), (OF_CLICK, of_click)):
            with path_of(language, domain, "mo").open("wb") as file:
                write_mo(file, one)
    return missing


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language, project="Wenhai", header_comment="# What the library and the command line say.",
        creation_date=_SINCE, revision_date=_SINCE, fuzzy=False,
    )  # fmt: skip


def system_errors() -> list[str]:
    """What the system says of what people meet."""
    import errno
    import os

    names = "EACCES EPERM ENOENT EEXIST ENOSPC EROFS EIO EISDIR ENOTDIR ELOOP ENAMETOOLONG EMFILE ENFILE EADDRINUSE"
    names += " EADDRNOTAVAIL ECONNREFUSED EHOSTUNREACH ENOMEM EBUSY EDQUOT EFBIG EINVAL"
    return [os.strerror(getattr(errno, name)) for name in names.split()]


if __name__ == "__main__":
    untranslated = _update()
    if untranslated:
        sys.exit(f"{untranslated} sentences are not translated yet: look for an empty msgstr in {CATALOGS}.")
