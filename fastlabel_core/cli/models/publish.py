"""``fastlabel models publish``: a stage model becomes the next version of a model."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.models.option import open_location, repository_option


@click.command("publish")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The model's name in the repository.")
@repository_option
def publish_model(folder: Path, name: str, location: str) -> None:
    """Publish the model in DIR, such as exp_dir/output/model, as the next version of NAME."""
    published = open_location(location).publish(folder, name)
    click.echo(f"published {published.metadata.reference}")
