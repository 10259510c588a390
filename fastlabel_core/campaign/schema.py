"""The tables of a campaign. Rows are only ever added.

A *step* is something that somebody did: a start, a round, answers, an end. A *label* belongs to the
step that gave it. So who, when and in which round stand once for all labels of a step.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

# Of the tables; another is refused.
FORMAT = 1


class StepKind(StrEnum):
    """What somebody did.

    A start; the beginning of a round, which sees the labels of all steps before it, and then the
    round, or its failure; answers and the undoing of answers, the raising of the round limit; the
    end, after which no label changes, the labels that the model gives then, and the finish, when
    all is written.
    """

    START = "start"
    BEGIN = "begin"
    ROUND = "round"
    FAIL = "fail"
    ANSWER = "answer"
    UNDO = "undo"
    EXTEND = "extend"
    END = "end"
    LABEL = "label"
    FINISH = "finish"


# What a round that was begun comes to; the end of the campaign gives it up.
ROUND_ENDS = (StepKind.ROUND, StepKind.FAIL, StepKind.END)

tables = MetaData()

campaign = Table(
    "campaign",
    tables,
    Column("format", Integer, nullable=False),
    Column("settings", JSON, nullable=False),
    # The samples' columns besides sampleId, path and label.
    Column("columns", JSON, nullable=False),
    # The columns of the files of labels, but for the label, and of the pool.
    Column("label_header", JSON, nullable=False),
    Column("pool_header", JSON, nullable=False),
)

sample = Table(
    "sample",
    tables,
    # In the order of the files, from 0; the samples with a first label come first.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sample_id", Text, nullable=False, unique=True),
    # Absolute or a URI.
    Column("path", Text),
    # The values of the other columns.
    Column("fields", JSON),
)

step = Table(
    "step",
    tables,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    # A person's name; for a round and its beginning the plugin and the round; for the labels of a
    # model, the model and its version.
    Column("who", Text, nullable=False),
    # UTC, in ISO form.
    Column("at", String(27), nullable=False),
    # The last round before it; of a round, its beginning and its failure, its own number.
    Column("round", Integer, nullable=False),
    # Whether the person saw what the model predicts; null where nothing says so.
    Column("is_suggestion_shown", Boolean),
    Column("detail", JSON, nullable=False),
)

label = Table(
    "label",
    tables,
    Column("id", Integer, primary_key=True),
    Column("step", ForeignKey(step.c.id), nullable=False),
    Column("sample", ForeignKey(sample.c.number), nullable=False),
    # Null where an earlier label is undone.
    Column("label", Text),
    # The model's; null for a person.
    Column("confidence", Float(24)),
    Column("undoes", Integer),
    Index("label_by_step", "step"),
)

hard = Table(
    "hard",
    tables,
    Column("step", ForeignKey(step.c.id), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("sample", ForeignKey(sample.c.number), nullable=False),
    Column("suggestion", Text),
    Column("confidence", Float(24)),
    Column("is_random", Boolean, nullable=False),
)
