"""Builds a generation: beside the old one, counted, checked by opening it, swapped in by moving an alias.

A generation that starts from another begins as its clone, which on the engine are hard links to files that never
change, as it is with Whoosh; then what is gone is deleted, and what is new is added. The clone is made when there is
something to write: a run that finds nothing changed makes none.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from indexer.analysis import read_lexicon
from indexer.arrays import Array, from_bytes, to_bytes
from indexer.article import BEIJING, Article
from indexer.backends.opensearch import facet_values as v
from indexer.backends.opensearch import generations as g
from indexer.backends.opensearch.blobs import keep, kept
from indexer.backends.opensearch.bulk import Bulk
from indexer.backends.opensearch.clauses import Probe, probe_query, values_in
from indexer.backends.opensearch.document import Prepared, prepare
from indexer.backends.opensearch.fetcher import Fetcher
from indexer.backends.opensearch.index import CATALOG, LEARNED, VALUES, OpenSearchBackend
from indexer.backends.opensearch.layout import copies, index_body
from indexer.backends.opensearch.lock import Lock
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.settings import Settings
from indexer.backends.opensearch.statistics import ArchiveEvidence, CorpusStatistics
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing, ReindexFailed
from indexer.files import EVERYBODY, Readers
from indexer.search.field_values import writers
from indexer.search.learned import LearnedNames
from indexer.search.learning import learn

_TOLD = "told"
_READ = 200
_NAMED = 5
_DEAD = 0.05
"""Of its documents, when what is deleted is merged away: an engine goes on counting it where it weighs words, so that
scores would tell how an index came about. Below that they differ in the third digit."""
_PATIENCE = 90.0
"""Seconds: a cluster goes on without a node that is lost in less."""


class OpenSearchWriter:
    """The writer of the port. Holds the lock of the index from its making to ``commit`` or ``abort``."""

    def __init__(self, settings: Settings, full: bool = False) -> None:
        self._lexicon = read_lexicon(settings.folder)
        self._server = Server(settings)
        self._lock = Lock(self._server)
        self._server.patience = _PATIENCE
        self._bulk: Bulk | None = None
        try:
            self._remove_leftovers()
            self._index = g.next_name(self._server)
            self._base = None if full else self._usable()
            self._statistics, self._gone, self._changed = CorpusStatistics(), set[str](), 0
            if self._base:
                self._statistics = CorpusStatistics.load(self._part(_TOLD))
        except BaseException:
            self.abort()
            raise

    def catalog(self) -> bytes:
        """The file catalog of the generation this one starts from; empty for a new one."""
        return self._part(CATALOG) if self._base else b""

    def last_catalog(self) -> bytes:
        """The last manifest that can be read."""
        for index in self._there():
            with contextlib.suppress(IndexDamaged, ValueError, KeyError):
                return kept(self._server, index, CATALOG, g.read_metadata(self._server, index).parts[CATALOG])
        return b""

    def last_articles(self) -> int:
        """How many articles the last generation holds: those that are there, if nothing says how many are to be."""
        for index in self._there():
            try:
                return g.read_metadata(self._server, index).articles
            except IndexDamaged:
                return int(self._server.call("count", index=index)["count"])
        return 0

    def _there(self) -> list[str]:
        """The generation that the alias names, then all others, newest first."""
        named = g.named(self._server)
        return sorted(g.generations(self._server), key=lambda index: (index == named, index), reverse=True)

    @property
    def outdated(self) -> bool:
        """Have the owner's synonyms changed? (Other words make another index: nothing is taken over then.)"""
        return self._base is None or self._kept_values().lexicon != self._lexicon

    @property
    def prepare(self) -> Callable[[Article], object]:
        """Gives a document of the engine."""
        return partial(prepare, own_words=self._lexicon.words)

    def add(self, prepared: Any) -> None:
        """Send an article; many together, while the next ones are read."""
        document: Prepared = prepared
        if self._statistics.holds(document.id):
            self._forget([document.id])
        self._gone.discard(document.id)
        self._statistics.add(document.id, document.told)
        self._changed += 1
        self._begun().index(document.id, document.path, document.source)

    def delete(self, ids: Sequence[str]) -> None:
        """Take articles of the generation that this one starts from out."""
        there = [id for id in ids if self._statistics.holds(id)]
        self._changed += len(there)
        self._forget(there)
        self._gone.update(there)

    def commit(self, catalog: bytes, readers: Readers = EVERYBODY, *, anew: bool = False) -> None:
        """Have everything acknowledged, counted and learned from; open it, and move the alias."""
        bulk = self._begun()
        for id in self._gone:
            bulk.delete(id)
        self._settle()
        arrays = self._learned(anew)
        self._regroup(arrays.pop("families"))
        self._settle()
        self._expunge()
        counts = {field: self._statistics.counts[field] for field in v.COUNTED}
        parts = {
            LEARNED: to_bytes(arrays),
            VALUES: v.to_bytes(v.Values(counts, self._overlapping(arrays), self._lexicon)),
            _TOLD: self._statistics.save(),
            CATALOG: catalog,
        }
        g.remove_companion(self._server, self._index)
        digests = keep(self._server, self._index, parts)
        built = datetime.now(BEIJING).isoformat()
        g.write_metadata(self._server, g.new_metadata(self._index, built, len(self._statistics), digests))
        self._server.write("indices.put_settings", index=self._index, body={"index.blocks.write": True})
        OpenSearchBackend(Server(self._server.settings), self._index).close()
        self._wait_for("green")
        self._lock.check()
        g.serve(self._server, self._index)
        bulk.close()
        self._remove_superseded(self._index)
        self._lock.release()

    def keep(self, readers: Readers = EVERYBODY) -> None:
        """Let the generation serve on that this one would have started from: nothing has changed."""
        if self._base:
            if g.named(self._server) != self._base:
                g.serve(self._server, self._base)
            self._remove_superseded(self._base)
        self.abort()

    def abort(self) -> None:
        """Throw the half-built generation away and let go of the lock."""
        if self._lock.released:
            return
        self._server.patience = 0
        with contextlib.suppress(Exception):  # what could not be removed now, the next run removes
            if self._bulk:
                self._bulk.close()
                g.remove(self._server, self._index)
        self._lock.release()

    def _usable(self) -> str | None:
        """The generation to start from: the first that is whole, if this very release built it with the same words."""
        try:
            for index in g.candidates(self._server, g.named(self._server)):
                try:
                    metadata = g.read_metadata(self._server, index)
                    g.check_metadata(self._server, index, metadata)
                    self._base = index
                    same_words = self._kept_values().lexicon.words == self._lexicon.words
                except IndexDamaged:
                    continue
                return index if metadata.version == g.release() and same_words else None
        except (IndexMissing, IndexMismatch):
            pass
        return None

    def _part(self, name: str) -> bytes:
        assert self._base is not None
        try:
            return kept(self._server, self._base, name, g.read_metadata(self._server, self._base).parts[name])
        except (ValueError, KeyError) as error:
            raise g.damaged(self._server, self._base, error) from error

    def _kept_values(self) -> v.Values:
        return v.from_bytes(self._part(VALUES))

    def _begun(self) -> Bulk:
        """The bulk into the new generation, which is made now if it is not there."""
        if self._bulk is None:
            if self._base:
                self._clone(self._base, {})
            else:
                # With all copies: the run could not go on where the node dies that has the only one.
                body = index_body(self._server.settings)
                body["mappings"]["_meta"] = g.BEGUN
                self._server.write("indices.create", index=self._index, body=body, wait_for_active_shards="all")
            self._bulk = Bulk(self._server, self._index)
        return self._bulk

    def _forget(self, ids: Sequence[str]) -> None:
        """Take what articles told out of what all tell: they are read and cut again, for no engine keeps that."""
        fetcher = Fetcher(self._server, self._base or self._index)
        for at in range(0, len(ids), _READ):
            for id, stored in fetcher.stored(ids[at : at + _READ]).items():
                self._statistics.remove(id, prepare(stored.article, self._lexicon.words).told)

    def _settle(self) -> None:
        """Wait for all that was sent; raise ReindexFailed unless it is all there."""
        bulk = self._begun()
        bulk.flush()
        if bulk.failures:
            named = "; ".join(f"{path}: {reason}" for path, reason in bulk.failures[:_NAMED])
            more = "; …" if len(bulk.failures) > _NAMED else ""
            raise ReindexFailed(
                "{failures} of {sent} documents were refused by the engine at {settings} "
                "({named}{more}). The index is as it was before.",
                failures=len(bulk.failures),
                sent=bulk.sent,
                settings=self._server.settings,
                named=named,
                more=more,
            )
        self._wait_for("yellow")
        self._server.write("indices.refresh", index=self._index)
        found = int(self._server.write("count", index=self._index)["count"])
        if found != len(self._statistics) or bulk.sent != bulk.acknowledged:
            raise ReindexFailed(
                "{sent} documents were sent to the engine at {settings} and {acknowledged} acknowledged, but "
                "it holds {found} instead of {expected}. The index is as it was before; try again.",
                sent=bulk.sent,
                settings=self._server.settings,
                acknowledged=bulk.acknowledged,
                found=found,
                expected=len(self._statistics),
            )

    def _expunge(self) -> None:
        """Merge away what is deleted, if it is more than a little.

        In a copy of the generation, which has no copies of its own yet: shards keep what was deleted for half a minute
        and more, for copies that might come back (OpenSearch 2.19.3: "retention leases"), whatever is to be merged.
        """
        stats = self._server.write("indices.stats", index=self._index, metric="docs")["_all"]["primaries"]["docs"]
        if stats["deleted"] > _DEAD * stats["count"]:
            whole, self._index = self._index, g.next_name(self._server)
            self._server.write("indices.put_settings", index=whole, body={"index.blocks.write": True})
            self._clone(whole, {"index.auto_expand_replicas": False, "index.number_of_replicas": 0})
            self._wait_for("green")
            self._server.write("indices.forcemerge", index=self._index, only_expunge_deletes=True)
            self._server.write("indices.refresh", index=self._index)
            self._server.write("indices.put_settings", index=self._index, body=copies(self._server.settings))
            g.remove(self._server, whole)

    def _clone(self, index: str, settings: Mapping[str, Any]) -> None:
        settings = {"index.blocks.write": None, "index.refresh_interval": "-1", **settings}
        self._server.write("indices.clone", index=index, target=self._index, body={"settings": settings})

    def _wait_for(self, status: str) -> None:
        """Wait, for a minute at most, until every shard of the new generation is there, or with "green" every copy."""
        self._server.write("cluster.health", index=self._index, wait_for_status=status, timeout="60s", ignore=408)

    def _learned(self, anew: bool) -> dict[str, Array]:
        before = from_bytes(self._part(LEARNED)) if self._base else None
        return learn(ArchiveEvidence(self._statistics, self._string_counts), before, self._changed, anew=anew)

    def _string_counts(self, texts: Iterable[str]) -> Mapping[str, int]:
        probes: list[Probe] = [("string", text) for text in dict.fromkeys(texts)]
        counts = self._server.counts(self._index, map(probe_query, probes))
        return {text: n for (_, text), n in zip(probes, counts, strict=True)}

    def _regroup(self, families: Array) -> None:
        """Tell the documents whose family is another one now; they are made again, for they are not kept whole."""
        changed = self._statistics.regrouped(families)
        fetcher, bulk = Fetcher(self._server, self._index), self._begun()
        ids = list(changed)
        for at in range(0, len(ids), _READ):
            for id, stored in fetcher.stored(ids[at : at + _READ]).items():
                document = prepare(stored.article, self._lexicon.words)
                bulk.index(id, document.path, _in_family(document, changed[id]))

    def _overlapping(self, arrays: Mapping[str, Array]) -> list[list[str]]:
        """Writers of whom an article bears two names."""
        counts = self._statistics.counts["author"]
        groups = writers(counts, LearnedNames(arrays))
        together = self._server.counts(self._index, (values_in("author", group) for group in groups))
        sums = (sum(counts[value] for value in group) for group in groups)
        return [group for group, one, n in zip(groups, together, sums, strict=True) if one != n]

    def _remove_leftovers(self) -> None:
        """Remove what runs that were killed left behind."""
        named = g.named(self._server)
        for index, state in g.generations(self._server).items():
            if state == "begun" and index != named:
                g.remove(self._server, index)

    def _remove_superseded(self, serving: str) -> None:
        """Remove the generations that nobody needs: neither the one that serves nor the newest other one that is
        whole."""
        others = {index: state for index, state in g.generations(self._server).items() if index != serving}
        needed = next((index for index, state in others.items() if state == "whole"), None)
        for index in others:
            if index != needed:
                g.remove(self._server, index)


def _in_family(document: Prepared, family: str) -> str:
    """The JSON of a document, with its family, which only the writer knows."""
    return f'{{"family":"{family}",{document.source[1:]}' if family else document.source
