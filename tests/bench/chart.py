"""The table of all engines as a picture: a bar an engine for p95, with a tick at p50, on a logarithmic scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.bench.timing import digits

_WIDTH, _LEFT, _RIGHT, _LINE, _TOP = 760, 190, 90, 26, 34
_DECADES = (0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One engine: its name, and p50 and p95 in milliseconds."""

    name: str
    p50: float
    p95: float
    own: bool = False


def chart(panels: Sequence[tuple[str, Sequence[Bar]]], note: str) -> str:
    """An SVG of some panels, one below the other, each with a title."""
    most = max(bar.p95 for _, bars in panels for bar in bars)
    decades = [decade for decade in _DECADES if decade <= most * 10]
    top = 0
    parts: list[str] = []
    for title, bars in panels:
        parts.append(f'<text x="8" y="{top + 22}" font-weight="600">{escape(title)}</text>')
        bottom = top + _TOP + _LINE * len(bars)
        for decade in decades:
            x = _place(decade, decades)
            parts.append(f'<path d="M{x:.0f} {top + _TOP}V{bottom}" stroke="#ddd"/>')
            parts.append(f'<text x="{x:.0f}" y="{bottom + 14}" fill="#666" text-anchor="middle">{decade:g}</text>')
        for number, bar in enumerate(bars):
            parts += _bar(bar, top + _TOP + _LINE * number, decades)
        top = bottom + 26
    parts.append(f'<text x="8" y="{top + 8}" fill="#666">{escape(note)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + 18}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(bar: Bar, y: int, decades: Sequence[float]) -> list[str]:
    left, middle, right = (_place(value, decades) for value in (decades[0], bar.p50, bar.p95))
    color = "#b3341f" if bar.own else "#8a97a6"
    return [
        f'<text x="{_LEFT - 8}" y="{y + 16}" text-anchor="end">{escape(bar.name)}</text>',
        f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1):.1f}" height="{_LINE - 9}" fill="{color}"/>',
        f'<path d="M{middle:.1f} {y + 2}v{_LINE - 5}" stroke="#000" stroke-width="2"/>',
        f'<text x="{right + 6:.1f}" y="{y + 16}">{digits(bar.p95)} ms</text>',
    ]


def _place(value: float, decades: Sequence[float]) -> float:
    low, high = math.log10(decades[0]), math.log10(decades[-1])
    share = (math.log10(max(value, decades[0])) - low) / (high - low)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
