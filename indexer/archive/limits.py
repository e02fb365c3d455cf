"""How much of an archive is taken: what is over a limit is rejected, with a sentence that names the limit."""

from dataclasses import dataclass

from indexer.messages import message

_OVER = "over the limit "


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what an archive may ask of the machine that reads it. Real archives stay far below all of them.

    ``file``: bytes of a file (the largest real article has 465 kB). ``tags``: of the markup of a file (1,300,000
    unclosed ``<b>`` take 25 seconds and 800 MB; real files have some thousand). ``nesting``: elements in one another
    (lxml looks through all that are open for each end tag without a beginning; real files have some dozen).
    ``head``: characters of what is told of an article besides its text and captions: title, names, biographies, tags,
    addresses (a title of 8 MB made a page of the list weigh 40 MB; real ones have some hundred in all).
    ``files``: names of any kind in an archive. ``depth``: folders in one another. ``growth``: a compressed tar file
    unpacks to so many times its size, or to 1 GiB if that is more (real ones: 10 times). ``links_out``: links out of
    the archive that are followed; whoever can put a link into it could else have any file of this machine published.
    """

    file: int = 8 * 1024 * 1024
    tags: int = 200_000
    nesting: int = 2_000
    head: int = 20_000
    files: int = 2_000_000
    depth: int = 100
    growth: int = 200
    links_out: int = 0

    def over(self, name: str) -> str:
        """The end of the sentence on what is over the limit of that name."""
        return message("over the limit {name}={number}.", name=name, number=getattr(self, name))


def is_over(reason: str) -> bool:
    """Whether a file with that reason was rejected for a limit, which may be another one in the next run."""
    return _OVER in reason
