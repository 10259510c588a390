"""What a reader of the tables and plots has to know."""

from __future__ import annotations

HOW_TO_READ = """\
Each strategy plays campaigns by `fastlabel simulate`: the truth answers, and the model of each
round is tested on samples that nobody trains on. A seed decides which labels a campaign begins
with, the same for all strategies. The query functions of other libraries (*in italics*) are played
as strategies too: they get the probabilities and embeddings that ours get. Least confidence, margin
and entropy are the same numbers in every library, so one stands for all. Three peers do something
else: scikit-activeml's MaxHerding has the kernel exp(-d² / number of features) by default, where
that of the paper is exp(-d²), which is played too, and ours exp(-d² / 16); its BADGE (1.0.1) always
counts the origin among the samples that were chosen before; and its DropQuery clusters only the
samples whose label changes in most passes, however few they are.

Area is the mean accuracy over the labels spent. In brackets stands the 95 % interval of the mean
difference, paired by seed (Student's t). Of many such intervals one in forty lies below zero by
luck alone, and as many above. So the targets are judged by wider ones, which cover all together
with 95 % (Bonferroni): each may err with 5 % divided by the number of comparisons that the target
makes on a data set. At the first number of labels nothing is compared: all have the same model
there. Nor is a pair whose accuracies are equal everywhere: it is one algorithm in two libraries.
The plots show chance and the three strategies of the largest area, each with its first peer. The
time of a round is the median, and includes training and predicting."""
