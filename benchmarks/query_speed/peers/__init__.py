"""Other libraries for active learning, each called as its documentation says.

They get arrays in memory, prepared as they want them before the clock starts.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers.call import Call

# What the benchmark calls it: the module here, its function, and what that is told besides.
PEERS: MappingProxyType[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType(
    {
        "baal least confidence": ("baal", "uncertainty", ("Certainty",)),
        "baal margin": ("baal", "uncertainty", ("Margin",)),
        "baal entropy": ("baal", "uncertainty", ("Entropy",)),
        "baal BALD": ("baal", "bald", ()),
        "modAL least confidence": ("modal", "uncertainty", ("uncertainty_sampling",)),
        "modAL margin": ("modal", "uncertainty", ("margin_sampling",)),
        "modAL entropy": ("modal", "uncertainty", ("entropy_sampling",)),
        "modAL BALD": ("modal", "bald", ()),
        "scikit-activeml least confidence": (
            "scikit_activeml",
            "uncertainty",
            ("least_confident",),
        ),
        "scikit-activeml margin": ("scikit_activeml", "uncertainty", ("margin_sampling",)),
        "scikit-activeml entropy": ("scikit_activeml", "uncertainty", ("entropy",)),
        "scikit-activeml BALD": ("scikit_activeml", "bald", ()),
        "scikit-activeml core-set": ("scikit_activeml", "core_set", ()),
        "scikit-activeml BADGE": ("scikit_activeml", "badge", ()),
        "scikit-activeml TypiClust": ("scikit_activeml", "typiclust", ()),
        "scikit-activeml TypiClust of batches": ("scikit_activeml", "typiclust_of_batches", ()),
        "scikit-activeml MaxHerding": ("scikit_activeml", "max_herding", ()),
        "scikit-activeml DropQuery": ("scikit_activeml", "drop_query", ()),
        "scikit-learn k-means": ("scikit_learn", "k_means", ()),
        "small-text least confidence": ("small_text", "least_confidence", ()),
        "small-text margin": ("small_text", "margin", ()),
        "small-text entropy": ("small_text", "entropy", ()),
        "small-text BALD": ("small_text", "bald", ()),
        "small-text core-set": ("small_text", "core_set", ()),
        "small-text k-means": ("small_text", "k_means", ()),
    }
)


def prepared(name: str, pool: Pool, count: int, seed: int) -> Call:
    """Import a peer, put the pool before it in memory, and return what is to be timed."""
    module, function, more = PEERS[name]
    prepare = getattr(import_module(f"benchmarks.query_speed.peers.{module}"), function)
    call: Call = prepare(pool, count, seed, *more)
    return call
