"""Kill a round at many random moments, run it again, and compare the bytes of its predictions.

Install the plugin, write the input of a demo (``fastlabel demo docstrings``), then::

    python -m benchmarks.round_faults --plugin text --moments 20
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import numpy as np

from fastlabel_core.testing import Round, check_killed_rounds


@click.command(context_settings={"show_default": True})
@click.option("--plugin", required=True)
@click.option("--input-dir", type=click.Path(path_type=Path), default="exp_dir/input")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE")
@click.option("--moments", default=20, help="How many rounds to kill.")
@click.option("--random-seed", default=0, help="Draws the moments.")
def main(
    plugin: str, input_dir: Path, options: tuple[str, ...], moments: int, random_seed: int
) -> None:
    """Kill rounds at random moments; end with status 1 at the first that does not recover."""
    arguments = ["--plugin", plugin, *(part for option in options for part in ("--option", option))]
    drawn = np.random.default_rng(random_seed).random(moments)
    killed_running = 0
    with tempfile.TemporaryDirectory() as folder:
        round_ = Round(input_dir, arguments)
        for killed in check_killed_rounds(round_, Path(folder), drawn.tolist()):
            killed_running += killed.was_running
            click.echo(f"killed at {killed.moment:.3f}: left {', '.join(killed.left) or 'nothing'}")
    click.echo(
        f"{moments} rounds, {killed_running} killed while they ran: the same bytes each time"
    )


if __name__ == "__main__":
    main()
