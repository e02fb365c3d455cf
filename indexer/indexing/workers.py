"""Reading and tokenizing in processes beside this one, which can't lose a file: one that dies fails the run by name.

``serve`` is what runs in them: after the task, batches of files come in, and what became of them goes out.
"""

import hashlib
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from indexer.analysis import fold
from indexer.archive import Limits, Rejected, parse
from indexer.article import Article
from indexer.errors import ReindexFailed
from indexer.indexing.catalog import Place
from indexer.processes import Questions, WorkerProcess


class File(NamedTuple):
    """A file to be read; ``compared``: only to tell its text from that of another one."""

    place: Place
    data: bytes
    compared: bool


class Outcome(NamedTuple):
    """What became of a file: the prepared article, unless it was only to be compared, and a digest of title and text;
    or why it is rejected."""

    place: Place
    prepared: object | None = None
    text: str = ""
    reason: str = ""


Batch = list[File]
_Task = tuple[Callable[[Article], object], Limits, Mapping[str, str]]
_BATCH = 64
_AHEAD = 16
"""Batches a process that may wait to be done: it has work for seconds while the engine sorts."""
_LIVING: set[WorkerProcess] = set()
"""Reading processes of this one."""


def outcomes(
    files: Iterable[File],
    prepare: Callable[[Article], object],
    jobs: int,
    limits: Limits,
    qualifiers: Mapping[str, str],
) -> Iterator[Outcome]:
    """Parse and prepare files, in their order; in this process if ``jobs`` is 1. ``qualifiers`` are those of the
    archives, by their names."""
    task = prepare, limits, qualifiers
    if jobs == 1:
        yield from (_outcome(file, task) for file in files)
        return
    workers = _Workers(task)
    waiting: deque[Future[bytes]] = deque()
    with ThreadPoolExecutor(jobs, "reader") as threads:
        try:
            for batch in _batches(files):
                waiting.append(threads.submit(workers.work, batch))
                if len(waiting) > _AHEAD * jobs:
                    yield from pickle.loads(waiting.popleft().result())  # nosec B301
            while waiting:
                yield from pickle.loads(waiting.popleft().result())  # nosec B301
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
            workers.close()


class _Workers:
    """A process for each thread that asks for one."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._mine = threading.local()
        self._all: list[WorkerProcess] = []

    def work(self, batch: Batch) -> bytes:
        """Pickled outcomes, for the caller to unpickle: done here, it left the processes idle half the time."""
        process: WorkerProcess | None = getattr(self._mine, "process", None)
        failure: OSError | None = None
        try:
            if process is None:
                process = self._mine.process = self._start()
            process.send(batch)
            if answer := process.receive():
                return answer
        except OSError as error:
            failure = error
        raise ReindexFailed(
            "A reading process ended (status {status}) in the files from {first} to {last}. The index "
            "is as it was before; try again with --jobs 1 to see which file it is.",
            status=process.exit_status(5) if process else None,
            first=batch[0].place[1],
            last=batch[-1].place[1],
        ) from failure

    def _start(self) -> WorkerProcess:
        process = WorkerProcess(__name__)
        _LIVING.add(process)
        self._all.append(process)
        process.send(self._task)
        return process

    def close(self) -> None:
        for process in self._all:
            process.close()
            _LIVING.discard(process)


def kill_workers() -> None:
    """End the reading processes at once: this one ends, too, and waits for nothing."""
    for process in list(_LIVING):
        process.kill()


def _batches(files: Iterable[File]) -> Iterator[Batch]:
    batch: Batch = []
    size = 0
    for file in files:
        batch.append(file)
        size += len(file.data)
        if len(batch) == _BATCH or size > 2_000_000:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _outcome(file: File, task: _Task) -> Outcome:
    prepare, limits, qualifiers = task
    archive, path = file.place
    try:
        article = parse(file.data, path, limits, qualifiers[archive])
    except Rejected as rejected:
        return Outcome(file.place, reason=rejected.reason)
    return Outcome(file.place, None if file.compared else prepare(article), _text_of(article))


def _text_of(article: Article) -> str:
    """A digest of title and text, in either script and whatever its blanks."""
    text = "".join(fold("\n".join([article.title, article.body])).split())
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def serve() -> None:
    """Answer batches until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions = Questions()
    task: _Task = questions.next()
    for batch in questions:
        questions.answer([_outcome(file, task) for file in batch])
