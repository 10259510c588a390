"""The generated parts of the pages that tell what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.data_sets import DataSet
from benchmarks.label_efficiency.how_to_read import HOW_TO_READ
from benchmarks.label_efficiency.played_with import PlayedWith
from benchmarks.label_efficiency.plot import plot
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
    lacking : sequence of str
        Whom the environment lacks.
    left_out : sequence of str
        Whom the caller left out.
    """

    data_set: DataSet
    curves: Curves
    contenders: Sequence[Contender]
    judged: Sequence[Judged]
    lacking: Sequence[str] = ()
    left_out: Sequence[str] = ()

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
    asked : str
        What was asked for on the command line.
    played_with : PlayedWith
    """

    asked: str
    played_with: PlayedWith

    @property
    def as_list(self) -> str:
        """The machine and the versions, as a list."""
        with_what = self.played_with
        return (
            f"- Machine: {with_what.machine}; begun on {with_what.begun}.\n"
            f"- Versions: {with_what.versions_in_words}."
        )


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
        HOW_TO_READ,
        setting.as_list,
        *(_on_data_set(outcome, images) for outcome in outcomes),
    ]
    return "\n\n".join(parts)


def _on_data_set(outcome: Outcome, images: str) -> str:
    data_set, curves = outcome.data_set, outcome.curves
    options = f" with {', '.join(data_set.options)}" if data_set.options else ""
    return f"""## {data_set.name}

Plugin {data_set.plugin}{options}; {data_set.effort}, from {curves.budgets[0]:,} to
{curves.budgets[-1]:,} labels.
{absent_in_words(outcome)}
![Accuracy by labels]({images}/{outcome.image})

{table(curves, outcome.contenders)}

{_targets(outcome)}"""


def measurement(outcomes: Sequence[Outcome], setting: Setting) -> str:
    """Return how the targets were met, and with what it was measured."""
    parts = [
        f"""## Labels that the strategies need

`python -m benchmarks.label_efficiency {setting.asked} --check`.
The tables, the plots and how to read them are in `{PAGE}`.

{setting.as_list}""",
        *(f"{outcome.data_set.name}:\n\n{_targets(outcome)}" for outcome in outcomes),
    ]
    return "\n\n".join(parts)


def _targets(outcome: Outcome) -> str:
    return "\n".join(f"- {target_in_words(each)}." for each in outcome.judged)


def absent_in_words(outcome: Outcome) -> str:
    """Return who wasn't played, a line for each reason; nothing if all were."""
    reasons = {
        "Dropped, as the environment lacks them": outcome.lacking,
        "Left out": outcome.left_out,
    }
    return "".join(f"{why}: {', '.join(names)}.\n" for why, names in reasons.items() if names)


def target_in_words(judged: Judged) -> str:
    """Return a target and how it came out, in a line."""
    return f"{verdict_in_words(judged.verdict)}: {judged.text}: {judged.verdict.said}"
