"""The first clause of a sentence, for where there is no room for the whole."""

from __future__ import annotations

_SHORTEST = 24
"""A first clause of fewer letters says too little to stand alone."""


def first_clause(text: str) -> str:
    """Return a text up to its first mark that ends a clause; what a colon or a bracket opens stays with it."""
    ends = [place for mark in ("; ", ". ") if (place := text.find(mark, _SHORTEST)) > 0]
    return text[: min(ends)].rstrip() if ends else text.rstrip(" .")


def first_sentence(text: str) -> str:
    """Return a text up to its first stop, without it."""
    return text.partition(". ")[0].rstrip(" .")
