"""Whatever becomes of CURRENT and of the generation that it names: the newest whole one serves, and nothing is lost."""

import os
import pickle
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import ArchiveShrunk, check, open_index, reindex
from indexer.backends.whoosh import index as whoosh_index
from indexer.cli import main
from search_app import create_app
from tests.factories import page
from tests.soak import damage

Write = Callable[..., Path]
_TEXTS = ("青石渡的老船工每天清晨到江边看水位高低。", "云桥镇的茶馆里有人说起那年秋天的大水。")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = {
    "zeros": lambda path: path.write_bytes(b"00000"),
    "no text": lambda path: path.write_bytes(b"0000\xff1"),
    "empty": lambda path: path.write_bytes(b""),
    "another's": lambda path: path.write_bytes(b"000007\n"),
    "a way out": lambda path: path.write_bytes(b"../../archive\n"),
    "long": lambda path: path.write_bytes(b"1" * 100_000),
    "blocks of zeros": lambda path: path.write_bytes(bytes(4096)),
    "a folder": a_folder,
    "gone": Path.unlink,
}


@pytest.fixture
def root(archive: Write, tmp_path: Path) -> Path:
    """An index with two generations: of one article, and of two."""
    root = tmp_path / "index"
    for number, text in enumerate(_TEXTS):
        reindex(archive(**{f"n{number}": page(f"题{number}", text)}), root)
    return root


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 articles, and their index."""
    top = tmp_path_factory.mktemp("many")
    (top / "archive").mkdir()
    for number in range(150):
        (top / "archive" / f"{number}.md").write_text(page(f"题{number}", "一。"), encoding="utf-8")
    reindex(top / "archive", top / "index")
    return top


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "generations").iterdir())


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_current_names_no_generation_the_newest_whole_one_serves_and_says_so(root: Path, damage: str) -> None:
    DAMAGES[damage](root / "CURRENT")
    found = run("search", "茶馆", "--index", root, "--language", "en")
    assert found.exit_code == 0 and "1 found" in found.output
    assert "Generation 000002 serves, the newest that is whole." in found.stderr
    assert "problem     Generation 000002 serves" in run("status", "--index", root, "--language", "en").output
    checked = run("check", "--index", root, "--language", "en")
    assert checked.exit_code == 1 and "CURRENT" in checked.stderr
    client = create_app({"WENHAI_INDEX": str(root)}).test_client()
    for address in ("/?q=茶馆", "/api/search?q=茶馆", "/readyz", "/", "/sources"):
        assert client.get(address).status_code in (200, 404), address
    problem = client.get("/readyz").json["problem"]
    assert "CURRENT" in problem and str(root) not in problem
    for stranger in (root / "nowhere", "/nonexistent"):
        assert run("reindex", stranger, "--index", root).exit_code == 1
    assert names(root) == ["000001", "000002"], "nothing is removed before another one serves"
    assert open_index(root).search("茶馆").total == 1


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("full", [False, True])
def test_the_next_run_mends_it(root: Path, archive: Write, damage: str, full: bool) -> None:
    DAMAGES[damage](root / "CURRENT")
    report = reindex(archive(), root, full=full)
    assert (report.articles, report.removed) == (2, 0)
    assert run("check", "--index", root).exit_code == 0
    assert open_index(root).status().problem == "" and (root / "CURRENT").read_text().strip() == names(root)[-1]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_guard_against_loss_asks_what_is_there(many: Path, tmp_path: Path, damage: str) -> None:
    shutil.copytree(many, tmp_path / "copy")
    folder, root = tmp_path / "copy" / "archive", tmp_path / "copy" / "index"
    DAMAGES[damage](root / "CURRENT")
    for number in range(130):
        (folder / f"{number}.md").unlink()
    for full in (False, True):
        with pytest.raises(ArchiveShrunk):
            reindex(folder, root, full=full, replaced="archive")
    assert len(open_index(root)) == 150


def test_a_generation_that_could_not_be_opened_is_tried_again(
    root: Path, archive: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app({"WENHAI_INDEX": str(root)}).test_client()
    assert client.get("/readyz").json["articles"] == 2
    reindex(archive(n2=page("题2", "第三篇说的是茶馆旁边的书场。")), root)
    stamp = root / "generations" / "000003" / "stamp.json"
    whole = stamp.read_bytes()
    stamp.write_bytes(whole[:100])
    holder = client.application.extensions["wenhai"]

    def ready() -> tuple[int, bool]:
        holder._next_look = 0.0
        told = client.get("/readyz").json
        return told["articles"], bool(told["problem"])

    assert ready() == (2, True)
    stamp.write_bytes(whole)
    assert ready() == (2, True), "not with each request: opening takes a second"
    monkeypatch.setattr(whoosh_index.time, "monotonic", lambda: 1e9)
    assert ready() == (3, False)


def test_a_run_that_ends_while_an_index_is_checked_is_no_damage(root: Path, archive: Write) -> None:
    told: list[str] = []
    first = root / "generations" / "000002"
    opened = open_index(root)
    for number in (2, 3):
        reindex(archive(**{f"n{number}": page(f"题{number}", "又写了一篇。")}), root, full=True)
    assert not first.exists(), "two runs have ended since it was opened"
    assert list(opened.verify()) == [] or opened.refreshed() is not opened
    checked = check(root, archive(), tell=told.append)
    assert (checked.problems, told, checked.changed) == ((), [], 0)


def test_an_index_that_is_renewed_twice_while_it_is_opened(
    root: Path, archive: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that it was damaged: found under load by tests.soak.together."""
    really, runs = whoosh_index.Table, iter(range(2, 4))

    def slowly(*arguments: object) -> object:
        for number in runs:
            reindex(archive(**{f"n{number}": page(f"题{number}", "又一篇。")}), root, full=True)
        return really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(whoosh_index, "Table", slowly)
    opened = open_index(root)
    assert (opened.status().generation, opened.status().problem, len(opened)) == ("000004", "", 4)


def test_nothing_of_an_index_is_unpickled(root: Path, archive: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pickle is a program, and the index may be somebody else's."""

    def forbidden(*arguments: object, **settings: object) -> None:
        raise AssertionError("unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, forbidden)
    assert open_index(root).search("茶馆").total == 1
    assert check(root).problems == ()
    assert reindex(archive(n2=page("题2", "三。")), root, jobs=1).added == 1


def test_damage_is_named_or_harmless_and_mended(tmp_path: Path) -> None:
    seen = damage.damaged(tmp_path, tries=40, seed=3)
    assert set(seen) == {"tries"}, seen


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_index_is_for_no_other_eyes_than_its_archive(archive: Write, tmp_path: Path) -> None:
    open_root, closed_root = tmp_path / "open", tmp_path / "closed"
    folder = archive(page("甲", "一。"))
    above = {part: mode(part) for part in folder.parents if part.stat().st_uid == os.getuid()}
    umask = os.umask(0o022)
    try:
        for part, rights in above.items():
            part.chmod(rights | 0o011)
        reindex(folder, open_root)
        folder.chmod(0o700)
        reindex(folder, closed_root)
        assert all(mode(path) & 0o077 == 0 for path in closed_root.rglob("*")), "nobody else may read the archive"
        folder.chmod(0o755)
        archive(b=page("乙", "二。"))
        reindex(folder, closed_root)
        assert mode(closed_root / "CURRENT") & 0o044 and not mode(closed_root / "lock") & 0o077
        folder.chmod(0o700)
        archive(c=page("丙", "三。"))
        reindex(folder, open_root)
        assert all(mode(path) & 0o077 == 0 for path in open_root.rglob("*")), "what was there is closed, too"
    finally:
        os.umask(umask)
        for part, rights in above.items():
            part.chmod(rights)
    assert mode(open_root / "lock") == 0o600


def test_a_lock_of_before_is_closed_and_a_link_in_its_place_refused(root: Path, archive: Write) -> None:
    (root / "lock").chmod(0o666)
    reindex(archive(n3=page("题3", "三。")), root)
    assert mode(root / "lock") == 0o600
    other = root / "other"
    other.write_text("mine")
    (root / "lock").unlink()
    (root / "lock").symlink_to(other)
    result = run("reindex", archive(n4=page("题4", "四。")), "--index", root)
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
    assert other.read_text() == "mine"
