"""The generated parts of the pages that tell what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.data_sets import DataSet
from benchmarks.label_efficiency.plot import plot
from benchmarks.label_efficiency.simulating import Effort
from benchmarks.label_efficiency.table import table
from benchmarks.label_efficiency.targets import Judged
from benchmarks.query_speed.table import verdict_in_words

BEGIN = "<!-- label_efficiency: written by python -m benchmarks.label_efficiency -->"
END = "<!-- label_efficiency: end -->"
PAGE = Path("docs/explanation/label-efficiency.md")
IMAGES = Path("docs/images")
RESULTS = Path("benchmarks/RESULTS.md")
TITLE = "# How few labels the strategies need\n"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came out on one data set.

    Parameters
    ----------
    data_set : DataSet
    curves : Curves
    contenders : sequence of Contender
        Who was to be played.
    judged : sequence of Judged
        How the targets were met.
    """

    data_set: DataSet
    curves: Curves
    contenders: Sequence[Contender]
    judged: Sequence[Judged]

    @property
    def image(self) -> str:
        """The name of the plot's file."""
        return f"label-efficiency-{self.data_set.name}.svg"

    @property
    def plot(self) -> str:
        """The plot."""
        return plot(self.data_set.name, self.curves, self.contenders)


@dataclass(frozen=True, slots=True)
class Setting:
    """What everything was played with.

    Parameters
    ----------
    effort : Effort
    machine : str
    versions : str
    """

    effort: Effort
    machine: str
    versions: str


def write_pages(checkout: Path, outcomes: Sequence[Outcome], setting: Setting) -> None:
    """Put what came out into the pages of a checkout, and the plots beside them."""
    (checkout / IMAGES).mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        (checkout / IMAGES / outcome.image).write_text(outcome.plot, encoding="utf-8")
    images = "../images"
    put_block(checkout / PAGE, comparison(outcomes, setting, images), TITLE)
    put_block(checkout / RESULTS, measurement(outcomes, setting), "# Results\n")


def put_block(page: Path, text: str, title: str) -> None:
    """Put a text between the markers, or at the end; a new page begins with a title."""
    before = page.read_text(encoding="utf-8") if page.exists() else title
    block = f"{BEGIN}\n\n{text.rstrip()}\n\n{END}"
    if BEGIN in before:
        head, _, rest = before.partition(BEGIN)
        after = f"{head}{block}{rest.partition(END)[2]}"
    else:
        after = f"{before.rstrip()}\n\n{block}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(after, encoding="utf-8")


def comparison(outcomes: Sequence[Outcome], setting: Setting, images: str) -> str:
    """Return the tables and plots, and how to read them.

    Parameters
    ----------
    outcomes : sequence of Outcome
    setting : Setting
    images : str
        The folder of the plots, as the page calls it.
    """
    parts = [
        _how_to_read(setting.effort),
        f"- Machine: {setting.machine}.\n- Versions: {setting.versions}.",
        *(_on_data_set(outcome, images) for outcome in outcomes),
    ]
    return "\n\n".join(parts)


def _how_to_read(effort: Effort) -> str:
    return f"""Each strategy plays campaigns of {effort.rounds} rounds of {effort.query_count}
questions, by `fastlabel simulate`: the truth answers, and the model of each round is tested on
samples that nobody trains on. It does so with {effort.seeds} seeds. A seed decides which labels a
campaign begins with, the same for all strategies. The query functions of other libraries (*in
italics*) are played as strategies too: they get the probabilities and embeddings that ours get.
Least confidence, margin and entropy are the same numbers in every library, so one stands for all.

Area is the mean accuracy over the labels spent. In brackets stands the 95 % interval of the mean
difference, paired by seed (Student's t). Of many such intervals one in forty lies below zero by
luck alone, and as many above. So the targets are judged by wider ones, which cover all together
with 95 % (Bonferroni): each may err with 5 % divided by the number of comparisons that the target
makes on a data set. At the first number of labels nothing is compared: all have the same model
there. The plots show chance and the three strategies of the largest area, each with its first peer.
The time of a round is the median, and includes training and predicting."""


def _on_data_set(outcome: Outcome, images: str) -> str:
    data_set, curves = outcome.data_set, outcome.curves
    options = f" with {', '.join(data_set.options)}" if data_set.options else ""
    return f"""## {data_set.name}

Plugin {data_set.plugin}{options}, from {curves.budgets[0]:,} to {curves.budgets[-1]:,} labels.

![Accuracy by labels]({images}/{outcome.image})

{table(curves, outcome.contenders)}

{_targets(outcome)}"""


def measurement(outcomes: Sequence[Outcome], setting: Setting) -> str:
    """Return how the targets were met, and with what it was measured."""
    effort = setting.effort
    parts = [
        f"""## Labels that the strategies need

`python -m benchmarks.label_efficiency --check`: {effort.seeds} seeds, {effort.rounds} rounds,
{effort.query_count} questions a round. The tables, the plots and how to read them are in
`{PAGE}`.

- Machine: {setting.machine}.
- Versions: {setting.versions}.""",
        *(f"{outcome.data_set.name}:\n\n{_targets(outcome)}" for outcome in outcomes),
    ]
    return "\n\n".join(parts)


def _targets(outcome: Outcome) -> str:
    return "\n".join(f"- {target_in_words(each)}." for each in outcome.judged)


def target_in_words(judged: Judged) -> str:
    """Return a target and how it came out, in a line."""
    return f"{verdict_in_words(judged.verdict)}: {judged.text}: {judged.verdict.said}"
