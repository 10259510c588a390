"""What a reader of the tables and plots has to know."""

from __future__ import annotations

from benchmarks.label_efficiency.simulating import PLANNED, Effort


def how_to_read(effort: Effort) -> str:
    """Return how everything was played, and what the figures mean."""
    return f"""Each strategy plays campaigns of {effort.rounds} rounds of {effort.query_count}
questions, by `fastlabel simulate`: the truth answers, and the model of each round is tested on
samples that nobody trains on. It does so with {effort.seeds} seeds{short_of_plan(effort)}. A seed
decides which labels a campaign begins with, the same for all strategies. The query functions of
other libraries (*in italics*) are played as strategies too: they get the probabilities and
embeddings that ours get. Least confidence, margin and entropy are the same numbers in every
library, so one stands for all. Two peers do something else than ours, which follow the papers:
scikit-activeml's MaxHerding has the kernel exp(-d² / number of features) by default, so that with
the paper's, exp(-d²), is played beside it; and its BADGE (1.0.1) always counts the origin among the
samples that were chosen before.

Area is the mean accuracy over the labels spent. In brackets stands the 95 % interval of the mean
difference, paired by seed (Student's t). Of many such intervals one in forty lies below zero by
luck alone, and as many above. So the targets are judged by wider ones, which cover all together
with 95 % (Bonferroni): each may err with 5 % divided by the number of comparisons that the target
makes on a data set. At the first number of labels nothing is compared: all have the same model
there. Nor is a pair that is equal everywhere: it makes the same picks, and can't differ. The plots
show chance and the three strategies of the largest area, each with its first peer. The time of a
round is the median, and includes training and predicting."""


def short_of_plan(effort: Effort) -> str:
    """Return in brackets what was planned, where less was played; nothing where it was not."""
    parts = []
    if effort.seeds < PLANNED.seeds:
        parts.append(f"{PLANNED.seeds} seeds")
    if effort.rounds < PLANNED.rounds:
        parts.append(f"{PLANNED.rounds} rounds")
    return f" (fewer than planned: {' and '.join(parts)})" if parts else ""
