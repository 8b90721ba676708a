"""Plots as SVG files: lines over two logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

Point = tuple[float, float]

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 190, 40, 50
_COLOURS = ("#1b6ca8", "#c8553d", "#3c896d", "#7d5ba6", "#8f7a1f", "#555555")


def line_plot(title: str, x_label: str, y_label: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """Each line with its name at its end."""
    points = [point for line in lines.values() for point in line]
    xs, ys = _decades([x for x, _ in points]), _decades([y for _, y in points])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        _text(_LEFT, 22, title, size=15),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, x_label, anchor="middle"),
        _text(_LEFT, _TOP - 4, y_label),
    ]
    for power in range(xs[0], xs[1] + 1):
        x = _place(10.0**power, xs, _LEFT, _WIDTH - _RIGHT)
        parts += [_rule(x, _TOP, x, _HEIGHT - _BOTTOM)]
        parts += [_text(x, _HEIGHT - _BOTTOM + 16, f"{10**power:,}", anchor="middle")]
    for power in range(ys[0], ys[1] + 1):
        y = _place(10.0**power, ys, _HEIGHT - _BOTTOM, _TOP)
        parts += [_rule(_LEFT, y, _WIDTH - _RIGHT, y)]
        parts += [_text(_LEFT - 6, y + 4, f"{10.0**power:g}", anchor="end")]
    for number, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [
            (
                _place(x, xs, _LEFT, _WIDTH - _RIGHT),
                _place(y, ys, _HEIGHT - _BOTTOM, _TOP),
            )
            for x, y in line
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        y = _TOP + 14 + 18 * number
        parts.append(_text(_WIDTH - _RIGHT + 14, y, name, colour=colour))
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around all values."""
    return floor(log10(min(values))), max(ceil(log10(max(values))), floor(log10(min(values))) + 1)


def _place(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    low, high = decades
    return start + (log10(value) - low) / (high - low) * (end - start)


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, colour: str = "#222222"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}">{escape(text)}</text>'
    )
