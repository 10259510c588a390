"""Draw what each strategy chooses from the toy pool: ``python -m docs.figures.strategies``.

It writes ``docs/images/strategies.svg``, whose colours follow the page that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from fastlabel_core import Strategy, Wanted
from fastlabel_core.query import STRATEGIES, Labelled, choose_batch

from .toy_model import ToyModel, train
from .toy_pool import HEIGHT, WIDTH, Samples, draw_samples

FILE = Path(__file__).parents[1] / "images" / "strategies.svg"
SEED = 3
PICKS = 8

# Each with what it looks for, in the order of the page.
CAPTIONS = {
    "RandomSampling": "anything",
    "LeastConfidence": "a weak best class",
    "MarginSampling": "two classes close",
    "EntropySampling": "all classes close",
    "LeastConfidenceDropout": "the same, over passes",
    "MarginSamplingDropout": "the same, over passes",
    "EntropySamplingDropout": "the same, over passes",
    "BALDDropout": "passes that disagree",
    "DropQuery": "labels that passes change",
    "KCenterGreedy": "the farthest from all labels",
    "KMeansSampling": "the middles of clusters",
    "TypiClust": "the densest without a label",
    "MaxHerding": "what covers the pool",
    "BADGE": "the unsure, apart",
    "WeightedKMeans": "middles of unsure clusters",
    "ClusterMargin": "unsure, small clusters first",
    "UHerding": "what covers the unsure",
}
# So many samples for each choice that on this pool they would be all.
OPTIONS: dict[str, dict[str, Any]] = {
    "WeightedKMeans": {"beta": 10},
}

COLUMNS = 4
UNIT = 28
PANEL_WIDTH, PANEL_HEIGHT = WIDTH * UNIT, HEIGHT * UNIT
GAP, TITLE_HEIGHT = 16, 40
CELLS_PER_UNIT = 14

# Of Okabe and Ito, which colour-blind people can tell apart.
SHADE = 'opacity="0.2" shape-rendering="crispEdges"'
COLOURS = ("#0072b2", "#e69f00", "#009e73")
STYLE = """
.strategies {
  --ink: var(--md-default-fg-color, #1f1f1f);
  --faint: var(--md-default-fg-color--light, #6b6b6b);
  --paper: var(--md-default-bg-color, #ffffff);
  font-family: var(--md-text-font-family, system-ui, sans-serif);
}
@media (prefers-color-scheme: dark) {
  .strategies {
    --ink: var(--md-default-fg-color, #e4e4e4);
    --faint: var(--md-default-fg-color--light, #a3a3a3);
    --paper: var(--md-default-bg-color, #16181d);
  }
}
.strategies text { fill: var(--ink); font-size: 15px }
.strategies .name { font-size: 16px; font-weight: 700 }
.strategies .caption { fill: var(--faint) }
.strategies .frame { fill: none; stroke: var(--faint); stroke-width: 0.75 }
.strategies .dots { fill: none; stroke: var(--faint); stroke-width: 3.4; stroke-linecap: round }
.strategies .pick circle { fill: var(--ink); stroke: var(--paper); stroke-width: 1 }
.strategies .pick text {
  fill: var(--paper); font-size: 12px; font-weight: 700; text-anchor: middle
}
"""


def draw() -> str:
    """Return the picture as SVG."""
    pool, labelled = draw_samples(SEED)
    model = train(labelled, SEED)
    by_name = {strategy.name: strategy for strategy in STRATEGIES}
    panels = [
        _panel("The pool", "its classes, and the labels", _truth(pool)),
        *(
            _panel(name, caption, _picks(_chosen(by_name[name], model, pool, labelled)))
            for name, caption in CAPTIONS.items()
        ),
    ]
    # The key takes the two places after the pool.
    places = [0, *range(3, 3 + len(CAPTIONS))]
    rows = -(-(3 + len(CAPTIONS)) // COLUMNS)
    width = COLUMNS * (PANEL_WIDTH + GAP) - GAP
    height = rows * (PANEL_HEIGHT + TITLE_HEIGHT + GAP) - GAP
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="strategies" role="img" '
        f'viewBox="-1 -1 {width + 2:g} {height + 2:g}">',
        "<title>What each strategy chooses from one pool of samples</title>",
        f"<style>{STYLE}</style>",
        "<defs>",
        *_regions(model),
        f'<path id="strategies-pool" d="{_dots(pool.points)}"/>',
        '<g id="strategies-labels">',
        *_labels(labelled),
        "</g>",
        "</defs>",
        *(_placed(panel, place) for panel, place in zip(panels, places, strict=True)),
        _placed(_key(), 1),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _chosen(
    strategy: Strategy, model: ToyModel, pool: Samples, labelled: Samples
) -> NDArray[np.float64]:
    """Return the points that a strategy chooses, the hardest first."""
    options = strategy.options(**OPTIONS.get(strategy.name, {}))
    known = model.predict(labelled.points, Wanted(embeddings=True))
    assert known.embeddings is not None
    batch = choose_batch(
        strategy,
        model.predict(pool.points, strategy.wanted(options)),
        Labelled(
            labelled.labels,
            known.probabilities,
            known.embeddings,
            np.zeros(len(labelled.labels), dtype=np.bool_),
        ),
        PICKS,
        options,
        np.random.default_rng(SEED),
    )
    chosen: NDArray[np.float64] = pool.points[batch.rows]
    return chosen


def _placed(content: str, place: int) -> str:
    row, column = divmod(place, COLUMNS)
    x, y = column * (PANEL_WIDTH + GAP), row * (PANEL_HEIGHT + TITLE_HEIGHT + GAP)
    return f'<g transform="translate({x:g} {y:g})">\n{content}\n</g>'


def _panel(name: str, caption: str, marks: Iterable[str]) -> str:
    lines = [
        f'<text class="name" y="13">{escape(name)}</text>',
        f'<text class="caption" y="31">{escape(caption)}</text>',
        f'<g transform="translate(0 {TITLE_HEIGHT})">',
        '<use href="#strategies-regions"/>',
        f'<rect class="frame" width="{PANEL_WIDTH:g}" height="{PANEL_HEIGHT:g}"/>',
        *marks,
        "</g>",
    ]
    return "\n".join(lines)


def _truth(pool: Samples) -> Iterator[str]:
    for label, colour in enumerate(COLOURS):
        path = _dots(pool.points[pool.labels == label])
        yield f'<path class="dots" style="stroke:{colour}" d="{path}"/>'
    yield '<use href="#strategies-labels"/>'


def _picks(points: NDArray[np.float64]) -> Iterator[str]:
    yield '<use class="dots" href="#strategies-pool"/>'
    yield '<use href="#strategies-labels"/>'
    # The first on top of the others.
    for rank, (x, y) in reversed(list(enumerate(_in_pixels(points), 1))):
        yield _pick(rank, x, y)


def _pick(rank: int, x: float, y: float) -> str:
    number = f'<text x="{x:.1f}" y="{y + 4:.1f}">{rank}</text>'
    return f'<g class="pick"><circle cx="{x:.1f}" cy="{y:.1f}" r="8.5"/>{number}</g>'


def _labels(labelled: Samples) -> Iterator[str]:
    for (x, y), label in zip(_in_pixels(labelled.points), labelled.labels, strict=True):
        yield _label(label, x, y)


def _label(label: int, x: float, y: float) -> str:
    """Return the mark of a labelled sample: each class has a shape as well as a colour."""
    shapes = ("M-5 -5h10v10h-10z", "M0 -6.5l6.5 11h-13z", "M0 -6.5l6 6.5l-6 6.5l-6 -6.5z")
    return (
        f'<path fill="{COLOURS[label]}" style="stroke:var(--ink)" stroke-width="1.4" '
        f'transform="translate({x:.1f} {y:.1f})" d="{shapes[label]}"/>'
    )


def _dots(points: NDArray[np.float64]) -> str:
    """Return a path of dots: lines of no length, with round ends."""
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in _in_pixels(points))


def _in_pixels(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([points[:, 0] * UNIT, (HEIGHT - points[:, 1]) * UNIT], axis=1)


def _regions(model: ToyModel) -> Iterator[str]:
    """Yield the areas where each class is the most probable, as runs of little cells."""
    columns, rows = int(WIDTH * CELLS_PER_UNIT), int(HEIGHT * CELLS_PER_UNIT)
    size = UNIT / CELLS_PER_UNIT
    x = (np.arange(columns) + 0.5) / CELLS_PER_UNIT
    y = HEIGHT - (np.arange(rows) + 0.5) / CELLS_PER_UNIT
    points = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    best = model.predict(points, Wanted()).probabilities.argmax(axis=1).reshape(rows, columns)
    yield f'<g id="strategies-regions" {SHADE}>'
    for label, colour in enumerate(COLOURS):
        path = ""
        for row, is_best in enumerate(best == label):
            edges = np.flatnonzero(np.diff(is_best.astype(np.int8), prepend=0, append=0))
            for start, stop in edges.reshape(-1, 2):
                path += f"M{start * size:g} {row * size:g}h{(stop - start) * size:g}v{size:g}"
                path += f"h{(start - stop) * size:g}z"
        yield f'<path fill="{colour}" d="{path}"/>'
    yield "</g>"


def _key() -> str:
    x, y, step = GAP, TITLE_HEIGHT + 14, 28
    lines = [
        *(_label(label, x + 18 * label, y) for label in range(len(COLOURS))),
        f'<text x="{x + 54}" y="{y + 5}">a labelled sample of each class</text>',
        f'<path class="dots" d="M{x + 18} {y + step}h0"/>',
        f'<text x="{x + 54}" y="{y + step + 5}">a sample of the pool</text>',
        _pick(1, x + 8, y + 2 * step),
        _pick(2, x + 28, y + 2 * step),
        f'<text x="{x + 54}" y="{y + 2 * step + 5}">the hard examples, by hard_rank</text>',
        *(
            f'<rect {SHADE} fill="{colour}" x="{x - 6 + 17 * label}" '
            f'y="{y + 3 * step - 9}" width="17" height="18"/>'
            for label, colour in enumerate(COLOURS)
        ),
        f'<text x="{x + 54}" y="{y + 3 * step + 5}">where the model predicts each class</text>',
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")
