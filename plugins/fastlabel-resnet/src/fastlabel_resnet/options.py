"""What a user can set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt


class Options(BaseModel):
    """The options of the plugin; every default works on any data set, on any machine."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    backbone: str = Field(
        "resnet18", description="Name of the network; any that timm.list_models() lists."
    )
    pretrained: Annotated[Literal["auto"] | bool | Path, Field(union_mode="left_to_right")] = Field(
        "auto",
        description="Where a new network's weights come from: true: timm's; false: random; auto: "
        "timm's if they can be reached, else random; or a file of weights.",
    )
    image_size: Annotated[Literal["auto"] | PositiveInt, Field(union_mode="left_to_right")] = Field(
        "auto",
        description="Side, in pixels, of the square that pictures are scaled to; auto: what suits "
        "the training pictures and the network.",
    )
    augment: Literal["none", "move", "mirror"] = Field(
        "move",
        description="How training pictures are varied: none; move: shifted, zoomed and turned a "
        "little; mirror: moved, and every other one mirrored left to right.",
    )
    epochs: int = Field(30, ge=1, description="Times to go through the training set, at most.")
    patience: int = Field(
        10, ge=0, description="Epochs without a better loss before training stops; 0: never stop."
    )
    min_delta: float = Field(
        0.0, ge=0, description="How much lower a loss must be to count as better."
    )
    batch_size: int = Field(16, ge=1, description="Samples in a training step.")
    lr: float = Field(0.05, gt=0, description="Highest learning rate.")
    lrf: float = Field(
        0.01, ge=0, le=1, description="Final learning rate, as a share of lr; falls by a cosine."
    )
    weight_decay: float = Field(5e-4, ge=0, description="Weight decay.")
    label_smoothing: float = Field(
        0.1, ge=0, lt=1, description="Share of the target that is spread over all classes."
    )
    precision: Literal["fp32", "bf16"] = Field(
        "fp32", description="Precision of the arithmetic; bf16: mixed, faster on recent GPUs."
    )
    device: str = Field(
        "auto",
        description="auto: cuda, else mps, else cpu; or a device of torch's, such as cuda:1.",
    )
    workers: Annotated[Literal["auto"] | NonNegativeInt, Field(union_mode="left_to_right")] = Field(
        "auto", description="Threads that read pictures; auto: one for each CPU, at most 8."
    )
    random_seed: int = Field(0, description="The same seed gives the same model.")

    @property
    def reading_threads(self) -> int:
        """How many threads read pictures; with 0, the calling one does."""
        return min(8, os.cpu_count() or 1) if self.workers == "auto" else self.workers
