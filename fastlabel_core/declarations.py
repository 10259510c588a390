"""What a model class declares besides its methods."""

from __future__ import annotations

GIVEN_BESIDES_PROBABILITIES = ("embeddings", "dropout")


def input_columns(model: object) -> tuple[str, ...]:
    """Return the columns that a model can take its input from, the preferred first."""
    return tuple(getattr(model, "input_columns", ("path",)))


def gives(model: object) -> tuple[str, ...]:
    """Return what a model's `predict` can give besides probabilities."""
    return tuple(getattr(model, "gives", ()))


def wrong_declarations(model: object) -> list[str]:
    """Say what a model class declares that can't be, each with the remedy."""
    return [*_wrong_columns(model), *_wrong_gives(model)]


def _wrong_columns(model: object) -> list[str]:
    columns = getattr(model, "input_columns", ("path",))
    if isinstance(columns, tuple | list) and all(isinstance(name, str) for name in columns):
        return []
    return [f"its input_columns is {columns!r}; give a tuple of names, such as ('path',)"]


def _wrong_gives(model: object) -> list[str]:
    given = getattr(model, "gives", ())
    known = GIVEN_BESIDES_PROBABILITIES
    if isinstance(given, tuple | list) and all(name in known for name in given):
        return []
    return [
        f"its gives is {given!r}; give a tuple of {' and '.join(map(repr, known))}, or of one of "
        "them, such as ('embeddings',)"
    ]
