"""The charts of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastlabel_core.campaign.report.class_balance import ClassCount
from fastlabel_core.campaign.report.findings import Findings
from fastlabel_core.campaign.report.validation import Validation
from fastlabel_core.campaign.status import RoundStatus
from fastlabel_core.campaign.stopping import AGREEMENTS, HIGHEST_UNCERTAINTY, LEAST_AGREEMENT
from fastlabel_core.charts.bar_chart import Bars, bar_chart
from fastlabel_core.charts.heat_map import heat_map
from fastlabel_core.charts.line_chart import Series, line_chart
from fastlabel_core.charts.reliability_diagram import reliability_diagram

# More classes would make a matrix that nobody can read.
MOST_MATRIX_CLASSES = 20
MOST_BARS = 30
MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of a report as SVG; each is None where there is nothing to draw.

    Parameters
    ----------
    learning : str or None
        The accuracy on the validation set by labels.
    agreement : str or None
        How far consecutive rounds agree.
    uncertainty : str or None
        How unsure the model is of the pool, and how many of its predictions change.
    confusion : str or None
        The confusion matrix; also None with more than 20 classes.
    reliability : str or None
        How often the model is right by how sure it is.
    balance : str or None
        How often each class was given and is predicted.
    seconds : str or None
        How long the steps of each round took.
    """

    learning: str | None
    agreement: str | None
    uncertainty: str | None
    confusion: str | None
    reliability: str | None
    balance: str | None
    seconds: str | None


def draw_charts(findings: Findings) -> Charts:
    """Draw all charts of a report."""
    rounds, validation = findings.status.rounds, findings.validation
    return Charts(
        learning=_learning(rounds),
        agreement=_agreement(rounds),
        uncertainty=_uncertainty(rounds),
        confusion=_confusion(validation) if validation else None,
        reliability=_reliability(validation) if validation else None,
        balance=_balance(findings.balance),
        seconds=_seconds(rounds),
    )


def _learning(rounds: Sequence[RoundStatus]) -> str | None:
    known = [(each.labels, each.accuracy) for each in rounds if each.accuracy]
    if not known:
        return None
    return line_chart(
        [
            Series(
                "accuracy with its 95 % interval",
                x=[labels for labels, _ in known],
                y=[accuracy.value for _, accuracy in known],
                low=[accuracy.low for _, accuracy in known],
                high=[accuracy.high for _, accuracy in known],
            )
        ],
        title="Accuracy on the validation set by labels",
        x_label="labels by persons",
        y_label="accuracy",
    )


def _agreement(rounds: Sequence[RoundStatus]) -> str | None:
    series = [
        *_by_round("with the round before", ((r.number, r.criteria.agreement) for r in rounds)),
        *_by_round(
            f"mean of the last {AGREEMENTS}", ((r.number, r.mean_agreement) for r in rounds)
        ),
    ]
    if not series:
        return None
    threshold = _threshold(f"advises to stop: {LEAST_AGREEMENT}", LEAST_AGREEMENT, rounds)
    return line_chart(
        [*series, threshold],
        title="Agreement of predictions",
        x_label="round",
        y_label="Cohen's kappa",
    )


def _uncertainty(rounds: Sequence[RoundStatus]) -> str | None:
    series = [
        *_by_round("mean uncertainty", ((r.number, r.criteria.uncertainty) for r in rounds)),
        *_by_round("share of changed labels", ((r.number, r.criteria.changed) for r in rounds)),
    ]
    if not series:
        return None
    name = f"advises to stop: uncertainty {HIGHEST_UNCERTAINTY}"
    series.append(_threshold(name, HIGHEST_UNCERTAINTY, rounds))
    return line_chart(
        series,
        title="Uncertainty and changed labels",
        x_label="round",
        y_label="share",
        y_range=_from_zero(series),
    )


def _by_round(name: str, values: Iterable[tuple[int, float | None]]) -> list[Series]:
    known = [(number, value) for number, value in values if value is not None]
    return [Series(name, *map(list, zip(*known, strict=True)))] if known else []


def _threshold(name: str, value: float, rounds: Sequence[RoundStatus]) -> Series:
    return Series(name, [rounds[0].number, rounds[-1].number], [value, value])


def _confusion(validation: Validation) -> str | None:
    classes = validation.confusion.classes
    if not 0 < len(classes) <= MOST_MATRIX_CLASSES:
        return None
    return heat_map(
        classes,
        classes,
        validation.confusion.matrix(),
        title="True and predicted labels of the validation set",
        row_label="true",
        column_label="predicted",
    )


def _reliability(validation: Validation) -> str | None:
    found = validation.reliability
    return reliability_diagram(found, title="Accuracy by confidence") if found else None


def _balance(counts: Sequence[ClassCount]) -> str | None:
    if not counts:
        return None
    shown = counts[:MOST_BARS]
    given, predicted = sum(c.given for c in counts), sum(c.predicted for c in counts)
    return bar_chart(
        [each.label for each in shown],
        [
            _shares(f"of {given:,} labels by persons", [each.given for each in shown], given),
            _shares(f"of {predicted:,} predicted", [each.predicted for each in shown], predicted),
        ],
        title="Share of each class",
    )


def _shares(name: str, counts: Sequence[int], total: int) -> Bars:
    values = [count / total if total else 0.0 for count in counts]
    labels = [
        f"{count:,} ({value:.1%})".replace("%", " %")
        for count, value in zip(counts, values, strict=True)
    ]
    return Bars(name, values, labels)


def _seconds(rounds: Sequence[RoundStatus]) -> str | None:
    if not rounds:
        return None
    totals: Counter[str] = Counter()
    for each in rounds:
        totals.update(each.seconds)
    longest = [name for name, _ in totals.most_common(MOST_STEPS)]
    numbers = [each.number for each in rounds]
    series = [
        Series(name, numbers, [each.seconds.get(name, 0.0) for each in rounds]) for name in longest
    ]
    others = [
        sum(value for name, value in each.seconds.items() if name not in longest) for each in rounds
    ]
    series.append(Series("other steps", numbers, others))
    return line_chart(
        series,
        title="Time of each step",
        x_label="round",
        y_label="seconds",
        y_range=_from_zero(series),
    )


def _from_zero(series: Sequence[Series]) -> tuple[float, float]:
    # Where nothing took any time, any range will do.
    return 0.0, max(value for each in series for value in each.y) or 1.0
