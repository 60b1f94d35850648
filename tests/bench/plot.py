"""Small plots of measured points as one SVG: panels side by side, a logarithmic axis along, one from zero up."""

import math
from dataclasses import dataclass
from html import escape

Points = dict[float, float]
WIDE, HIGH, ACROSS = 320, 214, 3
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 50, 46
INK, FAINT, GRID = "#24292f", "#6e7781", "#e4e7eb"
COLOURS = ("#0b6e99", "#c4591b", "#5b7f3a")


@dataclass(frozen=True)
class Panel:
    """One plot: its title, what stands upwards and along, and its lines."""

    title: str
    up: str
    along: str
    lines: dict[str, Points]


def draw(panels: list[Panel]) -> str:
    """The SVG's text."""
    rows = -(-len(panels) // ACROSS)
    size = f'width="{WIDE * ACROSS}" height="{HIGH * rows}" viewBox="0 0 {WIDE * ACROSS} {HIGH * rows}"'
    font = 'font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif" font-size="11"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number % ACROSS * WIDE} {number // ACROSS * HIGH})">')
        parts += _panel(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> list[str]:
    across = sorted({at for points in panel.lines.values() for at in points})
    step = _step(max(value for points in panel.lines.values() for value in points.values()))
    top = step * math.ceil(max(value for points in panel.lines.values() for value in points.values()) / step)

    def x(at: float) -> float:
        low, high = math.log(across[0]), math.log(across[-1])
        return LEFT + (math.log(at) - low) / (high - low) * (WIDE - LEFT - RIGHT)

    def y(value: float) -> float:
        return HIGH - BOTTOM - value / top * (HIGH - TOP - BOTTOM)

    parts = [_text(LEFT, 17, panel.title, weight=600), _text(WIDE - RIGHT, 17, panel.up, anchor="end", fill=FAINT)]
    for number in range(round(top / step) + 1):
        high = y(number * step)
        parts.append(f'<path d="M{LEFT} {high:.1f}H{WIDE - RIGHT}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 6, high + 4, f"{number * step:,g}", anchor="end", fill=FAINT))
    free = 0.0
    for at in across:
        if x(at) >= free or at == across[-1]:
            parts.append(_text(x(at), HIGH - BOTTOM + 15, _short(at), anchor="middle", fill=FAINT))
            free = x(at) + 32
    parts.append(_text((LEFT + WIDE - RIGHT) / 2, HIGH - BOTTOM + 31, panel.along, anchor="middle", fill=FAINT))
    beside = float(LEFT)
    for (name, points), colour in zip(panel.lines.items(), COLOURS, strict=False):
        line = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in sorted(points.items()))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(at):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"/>' for at, v in points.items()]
        parts.append(f'<circle cx="{beside + 4}" cy="29" r="3.5" fill="{colour}"/>')
        parts.append(_text(beside + 11, 33, name, fill=INK))
        beside += 22 + 5.6 * len(name)
    return parts


def _text(x: float, y: float, said: str, *, anchor: str = "start", fill: str = INK, weight: int = 400) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{fill}" font-weight="{weight}">{escape(said)}</text>'


def _short(number: float) -> str:
    return f"{number / 1000:g}k" if number >= 1000 else f"{number:g}"


def _step(most: float) -> float:
    """A round distance of lines, so that there are three to six of them."""
    rough = most / 4
    unit = 10 ** math.floor(math.log10(rough))
    return next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times >= rough)
