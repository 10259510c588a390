"""What is measured: the pools, the strategies, whom they are compared with, and the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.query_speed.data import Shape
from benchmarks.query_speed.targets import (
    Target,
    ahead_of_peers,
    at_most,
    below,
    memory_at_most,
    names_approximations,
    quality_at_least_peers,
)

MILLION = 1_000_000
HUNDRED_THOUSAND = 100_000
HALF = memory_at_most(0.5)
FAST_PEERS = {"modAL least confidence", "modAL margin", "modAL entropy"}


@dataclass(frozen=True, slots=True)
class Workload:
    """One line of the table.

    Parameters
    ----------
    strategy : str
    rows : int
    classes, count : int, optional
        10 and 100 by default.
    has_labels : bool, default True
        Whether the labelled samples are there.
    options : mapping, optional
        Of the strategy.
    floors : mapping of str to tuple of str, optional
        What a floor is called, and its ways.
    peers : tuple of str, optional
    quality : str, optional
        What is measured of everybody's picks.
    targets : tuple of Target, optional
    """

    strategy: str
    rows: int
    classes: int = 10
    count: int = 100
    has_labels: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    floors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    peers: tuple[str, ...] = ()
    quality: str = ""
    targets: tuple[Target, ...] = ()

    @property
    def shape(self) -> Shape:
        """The pool that it needs."""
        return Shape(self.rows, self.classes)

    @property
    def name(self) -> str:
        """What the table calls it."""
        more = [f"{name}={value}" for name, value in self.options.items()]
        if self.count != 100:
            more.append(f"{self.count:,} picks")
        if self.classes != 10:
            more.append(f"{self.classes:,} classes")
        if not self.has_labels:
            more.append("no labels")
        return ", ".join([self.strategy, *more])


def all_workloads() -> Iterator[Workload]:
    """Yield the lines of the table."""
    yield from _uncertainty()
    yield from _dropout()
    yield from _core_set()
    yield from _badge()
    yield from _typiclust()
    yield from _k_means()
    yield from _of_a_million()


def quick_workloads() -> Iterator[Workload]:
    """Yield the same on pools of 100,000 rows, those of 100 picks and few classes.

    A floor that no target is about is left out, and so are the peers except modAL where it
    takes less than a second.
    """
    seen = set()
    for workload in all_workloads():
        floors = {} if workload.strategy == "TypiClust" else workload.floors
        peers = tuple(FAST_PEERS & set(workload.peers))
        small = replace(workload, rows=HUNDRED_THOUSAND, floors=floors, peers=peers)
        if workload.classes == 10 and workload.count == 100 and small.name not in seen:
            seen.add(small.name)
            yield small


def _uncertainty() -> Iterator[Workload]:
    measures = {
        "LeastConfidence": ("least_confidence", ("columns", "rows"), "least confidence"),
        "MarginSampling": ("margin", ("columns", "rows"), "margin"),
        "EntropySampling": ("entropy", ("einsum", "product"), "entropy"),
    }
    for strategy, (measure, ways, peer) in measures.items():
        link = "by" if measure == "entropy" else "of"
        yield Workload(
            strategy,
            MILLION,
            floors={"floor": tuple(f"{measure}_{link}_{way}" for way in ways)},
            peers=tuple(
                f"{library} {peer}"
                for library in ("baal", "modAL", "scikit-activeml", "small-text")
            ),
            targets=(at_most(1.3), ahead_of_peers(), HALF),
        )
    many = {
        "MarginSampling": ("margin_of_rows", "margin_of_pairs"),
        "EntropySampling": ("entropy_by_einsum", "entropy_by_product"),
    }
    for strategy, floors in many.items():
        yield Workload(
            strategy,
            HUNDRED_THOUSAND,
            classes=1000,
            floors={"floor": floors},
            targets=(at_most(1.3), HALF),
        )


def _dropout() -> Iterator[Workload]:
    yield Workload(
        "BALDDropout",
        MILLION,
        floors={"floor": ("bald_by_einsum", "bald_by_product")},
        peers=("baal BALD", "modAL BALD", "scikit-activeml BALD", "small-text BALD"),
        targets=(at_most(1.5), HALF),
    )


def _core_set() -> Iterator[Workload]:
    for rows in (HUNDRED_THOUSAND, MILLION):
        yield Workload(
            "KCenterGreedy",
            rows,
            floors={"floor": ("k_center_greedy",)},
            peers=("scikit-activeml core-set", "small-text core-set"),
            targets=(at_most(1.3), HALF),
        )


def _badge() -> Iterator[Workload]:
    floors = {"a pass a pick": ("badge_by_passes",), "rejection": ("badge_by_rejection",)}
    peers = ("scikit-activeml BADGE",)
    yield Workload(
        "BADGE",
        HUNDRED_THOUSAND,
        floors=floors,
        peers=peers,
        # The embeddings, which are mapped, and half of them beyond.
        targets=(at_most(1.2), HALF),
    )
    yield Workload("BADGE", MILLION, floors=floors, peers=peers, targets=(at_most(1.0), HALF))
    yield Workload(
        "BADGE",
        MILLION,
        options={"prefilter": 50_000},
        targets=(below(10), names_approximations(), HALF),
    )


def _typiclust() -> Iterator[Workload]:
    for has_labels in (False, True):
        yield Workload(
            "TypiClust",
            HUNDRED_THOUSAND,
            has_labels=has_labels,
            floors={"in full": ("typiclust",)},
            peers=("scikit-activeml TypiClust", "scikit-activeml TypiClust of batches"),
            quality="typicality",
            targets=(below(3), quality_at_least_peers(), HALF),
        )


def _k_means() -> Iterator[Workload]:
    yield Workload(
        "KMeansSampling",
        HUNDRED_THOUSAND,
        floors={"floor": ("k_means_picks",)},
        peers=("scikit-learn k-means", "small-text k-means"),
        quality="squared distance from means",
        targets=(at_most(1.2), HALF),
    )


def _of_a_million() -> Iterator[Workload]:
    strategies = (
        "TypiClust",
        "MaxHerding",
        "UHerding",
        "DropQuery",
        "WeightedKMeans",
        "ClusterMargin",
    )
    for strategy in strategies:
        peers = ("scikit-activeml MaxHerding",) if strategy == "MaxHerding" else ()
        yield Workload(strategy, MILLION, peers=peers, targets=(below(30), HALF))
    for strategy in strategies:
        yield Workload(strategy, MILLION, count=1000, targets=(below(60), HALF))
