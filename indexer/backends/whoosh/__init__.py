"""The backend on Whoosh 2.7.4, whose are schema, segments, table of contents and life cycle; the rest is ``arrays``.

What is not Whoosh's public interface is used here, and nowhere else:

- ``index._segments()`` (``codec.open_segments``, ``writer``): a reader of Whoosh's opens files of its own for each.
- ``FileIndex.__init__`` left out, ``_read_toc`` and ``SegmentWriter._commit_toc`` overridden, ``W3Segment`` and its
  ``_fieldlengths`` made by hand (``toc``): Whoosh's table is a pickle, which is a program.
- ``writer.pool`` (``writer``): the argument ``poolclass`` is ignored.
- ``writer.perdocwriter``, ``docnum`` and ``_added`` (``merging``): documents come from the arrays of other segments;
  ``add_reader`` would read and cut every article again.

Whoever imports it is not told what Python thinks of Whoosh's source: since 3.12 that is twelve lines on stderr where
nothing has compiled it, as after ``uv pip install``.
"""

import warnings

warnings.filterwarnings("ignore", module=r"(.*-packages.)?whoosh\b")
