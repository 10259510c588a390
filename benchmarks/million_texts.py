"""One round over a pool of a million texts: seconds of each step and peak memory.

The texts are drawn from the words of an input folder's own texts, so that they differ, and the
folder's labels are the training set. Install fastlabel-text, then::

    fastlabel demo docstrings
    python -m benchmarks.million_texts
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import click
import numpy as np

from fastlabel_core import Report

TARGET_BYTES = 2 * 10**9
IMPORTS = "import fastlabel_core.round, fastlabel_text, sklearn.linear_model"


def write_pool(input_dir: Path, folder: Path, rows: int, generator: np.random.Generator) -> None:
    """Write the three files: the labels of `input_dir`, and `rows` texts of 8 to 16 words."""
    for name in ("input_label.csv", "input_added_label.csv"):
        shutil.copy(input_dir / name, folder / name)
    with (input_dir / "input_unlabel.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    words = np.array(sorted({word for text in texts for word in text.split()}), dtype=object)
    with (folder / "input_unlabel.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sampleId", "text"])
        for row in range(rows):
            drawn = generator.choice(words, generator.integers(8, 17))
            writer.writerow([f"m{row:07}", " ".join(drawn)])


def peak_bytes(command: list[str]) -> int:
    """Run a command and return its peak resident memory, mapped files included."""
    measured = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", measured, *command], check=True, stderr=subprocess.PIPE, text=True
    )
    return int(finished.stderr.splitlines()[-1])


@click.command(context_settings={"show_default": True})
@click.option("--input-dir", type=click.Path(path_type=Path), default="exp_dir/input")
@click.option("--rows", default=1_000_000)
@click.option("--random-seed", default=0)
@click.option("--check", is_flag=True, help="End with status 1 if the memory misses the target.")
def main(input_dir: Path, rows: int, random_seed: int, check: bool) -> None:
    """Print the seconds of each step and the peak memory beyond the imports."""
    with tempfile.TemporaryDirectory() as folder:
        write_pool(input_dir, Path(folder), rows, np.random.default_rng(random_seed))
        imports = peak_bytes([sys.executable, "-c", IMPORTS])
        round_ = [sys.executable, "-m", "fastlabel_core", "run", "--plugin", "text"]
        folders = ["--input-dir", folder, "--output-dir", f"{folder}/output"]
        started = perf_counter()
        peak = peak_bytes([*round_, *folders, "--work-dir", f"{folder}/work"])
        seconds = perf_counter() - started
        report = Report.read(Path(folder) / "output" / "report.json")
        pool_bytes = (Path(folder) / "input_unlabel.csv").stat().st_size
    click.echo(f"rows {rows:,}, input_unlabel.csv {pool_bytes / 1e6:.0f} MB")
    for step, step_seconds in report.seconds.items():
        click.echo(f"{step:<8} {step_seconds:8.2f} s")
    click.echo(f"whole    {seconds:8.2f} s")
    beyond = peak - imports
    click.echo(f"peak memory {peak / 1e6:.0f} MB, {beyond / 1e6:.0f} MB beyond the imports")
    sys.exit(1 if check and beyond > TARGET_BYTES else 0)


if __name__ == "__main__":
    main()
