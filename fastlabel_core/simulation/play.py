"""One run: a campaign of one strategy and one seed, with the truth as the annotator."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from fastlabel_core.campaign import Campaign, RoundStatus, Settings
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.csv_file import open_csv
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.evaluation import Evaluation, evaluate_model
from fastlabel_core.samples import LABEL, LABELLED, SAMPLE_ID, UNLABELLED
from fastlabel_core.simulation.annotator import Annotator
from fastlabel_core.simulation.first_labels import draw_first_labels
from fastlabel_core.simulation.folder import RunFolder, SimulationFolder
from fastlabel_core.simulation.plan import ChosenStrategy, Plan
from fastlabel_core.simulation.result import Point, RunResult
from fastlabel_core.simulation.samples_csv import write_samples

WHO = "simulation"


@dataclass(frozen=True, slots=True)
class Run:
    """What one process plays.

    Parameters
    ----------
    plan : Plan
        Of the simulation.
    strategy : ChosenStrategy
    seed : int
    first_labels : int
        How many labels the campaign begins with.
    folder : SimulationFolder
        Holds the samples; gets the result.
    """

    plan: Plan
    strategy: ChosenStrategy
    seed: int
    first_labels: int
    folder: SimulationFolder

    @property
    def place(self) -> RunFolder:
        """Where it works."""
        return self.folder.run(self.strategy.title, self.seed)

    @property
    def settings(self) -> Settings:
        """How the rounds of its campaign are run."""
        return self.plan.campaign_settings(self.strategy, self.seed)

    @property
    def is_finished(self) -> bool:
        """Whether its result is there."""
        return self.place.result.exists()


def play(run: Run, tell: Callable[[int], None]) -> None:
    """Play a campaign to its end, test the model of each round, and leave only the result.

    One that was killed is taken up by calling this again.

    Parameters
    ----------
    run : Run
        Which.
    tell : callable
        Takes how many rounds are played, whenever it is one more.
    """
    samples = open_csv(run.folder.samples, [SAMPLE_ID, LABEL]).table().to_pandas().astype("str")
    truth = dict(zip(samples[SAMPLE_ID], samples[LABEL], strict=True))
    annotator = Annotator(sorted(set(truth.values())), run.plan.error_rate, run.seed)
    campaign, result = _take_up(run) or _begin(run, samples)
    tell(len(result.points))
    _answer(campaign, run.place, annotator, truth)
    while campaign.status().end_reason is None:
        campaign.run()
        result = _with_tested_rounds(result, campaign, run)
        tell(len(result.points))
        _answer(campaign, run.place, annotator, truth)
    result.write(run.place.result)
    shutil.rmtree(run.place.path)


def _take_up(run: Run) -> tuple[Campaign, RunResult] | None:
    """Return the campaign and the curve of a run that was killed, if it came so far."""
    if not run.place.progress.exists():
        return None
    campaign = Campaign(run.place.campaign)
    return campaign, _with_tested_rounds(RunResult.read(run.place.progress), campaign, run)


def _begin(run: Run, samples: pd.DataFrame) -> tuple[Campaign, RunResult]:
    """Start the campaign; what is left of a start that was killed is thrown away."""
    place = run.place
    for folder in (place.campaign, place.inputs):
        shutil.rmtree(folder, ignore_errors=True)
    place.inputs.mkdir(parents=True)
    first, pool = draw_first_labels(samples, run.first_labels, run.seed)
    write_samples(place.inputs / LABELLED, first)
    write_samples(place.inputs / UNLABELLED, pool.drop(columns=LABEL))
    campaign = Campaign.start(place.campaign, place.inputs, run.settings, who=WHO)
    result = RunResult(strategy=run.strategy.title, seed=run.seed)
    result.write(place.progress)
    return campaign, result


def _answer(
    campaign: Campaign, place: RunFolder, annotator: Annotator, truth: Mapping[str, str]
) -> None:
    """Answer the hard examples that wait for it, if there are any."""
    asked = [example.sample.sample_id for example in campaign.hard()]
    if not asked:
        return
    with csv_writer(place.answers) as writer:
        writer.writerow([SAMPLE_ID, LABEL])
        writer.writerows([name, annotator.answer(name, truth[name])] for name in asked)
    campaign.answer(place.answers, who=WHO)


def _with_tested_rounds(result: RunResult, campaign: Campaign, run: Run) -> RunResult:
    """Return the curve with a point for every round, and keep it for one who takes it up."""
    rounds = campaign.status().rounds
    new = rounds[len(result.points) :]
    tested = [_test(each, run) for each in new]
    warnings = [
        *result.warnings,
        *(warning for each in new for warning in each.warnings),
        *(_tell_unreadable(each) for each in tested if each.unreadable),
    ]
    result = RunResult(
        strategy=result.strategy,
        seed=result.seed,
        points=(*result.points, *map(_point, new, tested)),
        warnings=tuple(dict.fromkeys(warnings)),
    )
    result.write(run.place.progress)
    return result


def _test(played: RoundStatus, run: Run) -> Evaluation:
    return evaluate_model(
        CampaignFolder(run.place.campaign).model(played.number),
        run.folder.test,
        run.place.evaluation,
        options=run.settings.options,
        random_seed=run.seed,
        disable=run.settings.disable,
    )


def _tell_unreadable(tested: Evaluation) -> str:
    return (
        f"{tested.unreadable:,} of the {tested.samples:,} test samples can't be read, and count as "
        "wrong"
    )


def _point(played: RoundStatus, tested: Evaluation) -> Point:
    return Point(
        round=played.number,
        labels=played.labels,
        correct=tested.correct,
        samples=tested.samples,
        seconds=sum(played.seconds.values()),
    )
