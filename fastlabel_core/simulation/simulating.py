"""A simulation: several strategies and seeds played on labels that are known."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastlabel_core.campaign.round_setup import round_setup
from fastlabel_core.cores import core_count
from fastlabel_core.errors import Failure, UsageError
from fastlabel_core.events import Listener, listening, report_progress, report_warning, step
from fastlabel_core.setup import Setup
from fastlabel_core.simulation.comparison import StrategySummary, compare, compared_budgets
from fastlabel_core.simulation.folder import RunFolder, SimulationFolder
from fastlabel_core.simulation.known_samples import KnownSamples, Sources, read_known_samples
from fastlabel_core.simulation.markdown import report_of
from fastlabel_core.simulation.plan import BASELINE, ChosenStrategy, Plan
from fastlabel_core.simulation.play import Run
from fastlabel_core.simulation.processes import RoundPlayed, RunEnded, play_in_processes
from fastlabel_core.simulation.request import keep_request, refuse_other_request, request_of
from fastlabel_core.simulation.result import RunResult
from fastlabel_core.simulation.samples_csv import write_samples
from fastlabel_core.simulation.tables import write_tables


@dataclass(frozen=True, slots=True)
class Failed:
    """A run that failed.

    Parameters
    ----------
    strategy : str
        Its title.
    seed : int
    reason : str
    log : Path or None
        What its process printed; None if that is nothing.
    """

    strategy: str
    seed: int
    reason: str
    log: Path | None

    @property
    def cause(self) -> str:
        """The reason, and where more of it stands."""
        return self.reason if self.log is None else f"{self.reason}; see {self.log}"


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation came to.

    Parameters
    ----------
    summaries : sequence of StrategySummary
        One of each strategy that ever finished a run in the folder, chance the first.
    failed : sequence of Failed
        The runs that did not finish; the others count without them.
    page : str
        The table for people, as Markdown.
    """

    summaries: Sequence[StrategySummary]
    failed: Sequence[Failed]
    page: str


def simulate(
    plan: Plan,
    sources: Sources,
    output_dir: str | Path = "simulation",
    *,
    jobs: int | None = None,
    listeners: Collection[Listener] = (),
) -> Simulated:
    """Play campaigns with the truth as the annotator, and compare the strategies with chance.

    Runs that are finished in `output_dir` are not played again but counted, and one that was killed
    is taken up. Each is played in a new process, which imports the caller's main module: a script
    calls this under ``if __name__ == "__main__":``.

    Parameters
    ----------
    plan : Plan
        What to play. Chance is added if it is missing.
    sources : Sources
        The data set.
    output_dir : str or Path, default "simulation"
        Gets the tables, the plot, and each run's result.
    jobs : int, optional
        How many runs at a time; as many as there are cores by default. Each computes with its share
        of the cores.
    listeners : collection of callables, optional
        Hear how far it has come.

    Returns
    -------
    Simulated
        What the tables hold.

    Raises
    ------
    UsageError
        For what the caller can mend: files, names, options, results of another simulation.
    Failure
        If no run could be finished.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"{jobs} runs at a time play nothing; give at least 1 (--jobs)")
    folder = SimulationFolder(Path(output_dir).resolve())
    with folder.exclusive(), listening(*listeners):
        with step("prepare"):
            setups = [_checked(plan, strategy) for strategy in _with_chance(plan.strategies)]
            known = _read(sources, setups[0], folder, plan)
        runs = _runs(plan, [_chosen(each) for each in setups], known, folder)
        with step("simulate"):
            failed = _play(runs, jobs or core_count())
        results = _results(folder)
        if not results:
            raise Failure(f"no run could be finished: {failed[0].cause}")
        _tell_warnings(results)
        _tell_budgets(results)
        with step("compare"):
            summaries = compare(results, BASELINE)
            page = report_of(summaries, known)
            write_tables(folder, results, summaries, page)
    return Simulated(summaries, failed, page)


def _with_chance(strategies: Sequence[ChosenStrategy]) -> list[ChosenStrategy]:
    return [ChosenStrategy(name=BASELINE), *strategies]


def _checked(plan: Plan, strategy: ChosenStrategy) -> Setup:
    """Hold a strategy and the other parameters against the plugin."""
    setup = round_setup(plan.campaign_settings(strategy, 0), stage_model=None)
    if isinstance(setup.strategy_options, dict):
        raise UsageError(
            f"{setup.plugin} chooses the hard examples itself, so no strategy can be compared with "
            "chance; take a plugin that leaves the choice to a strategy"
        )
    return setup


def _chosen(setup: Setup) -> ChosenStrategy:
    """Return a strategy by the name as it is written, with the options that were given."""
    assert not isinstance(setup.strategy_options, dict)
    options = setup.strategy_options.model_dump(mode="json", exclude_defaults=True)
    return ChosenStrategy(name=setup.strategy, options=options)


def _read(sources: Sources, setup: Setup, folder: SimulationFolder, plan: Plan) -> KnownSamples:
    """Read the data set, and put it where the runs find it, unless it is there."""
    with TemporaryDirectory(dir=folder.path) as work_dir:
        known = read_known_samples(
            sources,
            setup.input_columns,
            Path(work_dir),
            labels=plan.labels,
            test_size=plan.test_size,
        )
    if setup.start is not None and known.held_out_of is not None:
        report_warning(
            f"the model {plan.settings.model} may have been trained on samples that are held out "
            "to test on; give samples that it can't know in a file test.csv (--test)"
        )
    request = request_of(plan, known, setup)
    if not refuse_other_request(folder, request):
        write_samples(folder.samples, known.samples)
        write_samples(folder.test, known.test)
        keep_request(folder, request)
    return known


def _runs(
    plan: Plan, strategies: Sequence[ChosenStrategy], known: KnownSamples, folder: SimulationFolder
) -> list[Run]:
    """Return all runs, a seed after the other, so that half a simulation has pairs already."""
    by_title = {strategy.title: strategy for strategy in strategies}
    return [
        Run(plan, strategy, seed, known.first_labels, folder)
        for seed in range(plan.seeds)
        for strategy in by_title.values()
    ]


def _play(runs: Sequence[Run], jobs: int) -> list[Failed]:
    """Play the runs that are not finished; return those that failed."""
    limit = runs[0].plan.settings.round_limit
    missing = [run for run in runs if not run.is_finished]
    played = {run.place: limit for run in runs if run.is_finished}
    _remove_leavings(played)
    ended = len(played)
    failed = []
    # The same share however many are missing, so that the seconds of all runs compare.
    threads = max(1, core_count() // jobs)
    with closing(play_in_processes(missing, jobs, threads)) as events:
        for event in events:
            match event:
                case RoundPlayed(run, rounds):
                    played[run.place] = rounds
                case RunEnded(run, failure):
                    played[run.place] = limit
                    ended += 1
                    if failure is not None:
                        failed.append(_failed(run, failure))
            report_progress("rounds", sum(played.values()), limit * len(runs))
            report_progress("runs", ended, len(runs))
    return failed


def _remove_leavings(finished: Iterable[RunFolder]) -> None:
    """Remove the folders of finished runs, which one that was killed at its very end still has."""
    for place in finished:
        if place.path.exists():
            shutil.rmtree(place.path)


def _failed(run: Run, reason: str) -> Failed:
    report_warning(f"{run.strategy.title}, seed {run.seed} failed: {reason}")
    log = run.place.log
    has_log = log.exists() and log.stat().st_size > 0
    return Failed(run.strategy.title, run.seed, reason, log if has_log else None)


def _results(folder: SimulationFolder) -> list[RunResult]:
    """Return what all runs left that were ever finished here, chance the first.

    Whoever played them, they answer the same request, so they belong together.
    """
    results = map(RunResult.read, folder.finished_runs())
    return sorted(results, key=lambda each: (each.strategy != BASELINE, each.strategy, each.seed))


def _tell_budgets(results: Sequence[RunResult]) -> None:
    """Tell where the tables end, if some runs have more labels, or all end where they begin."""
    ends = {result.points[-1].labels for result in results}
    if len(ends) > 1:
        report_warning(
            f"the runs ended with {min(ends):,} to {max(ends):,} labels, as some asked for fewer "
            f"or ran out of samples; they are compared up to {min(ends):,}, between their rounds "
            "as straight lines"
        )
    budgets = compared_budgets(results)
    if len(budgets) == 1:
        report_warning(
            f"all runs have only their first {budgets[0]:,} labels in common, with which all "
            "strategies have the same model, so nothing is compared: give more rounds (--rounds), "
            "or fewer questions in each (--query-cnt), or labels at the beginning (--labels)"
        )


def _tell_warnings(results: Sequence[RunResult]) -> None:
    """Tell what the rounds warned of, each warning once."""
    counts = Counter(warning for result in results for warning in result.warnings)
    for warning, count in counts.items():
        report_warning(f"{warning} (in {count} of {len(results)} runs)")
