"""The templates that pages and pictures are printed with, read once for each language and set of folders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from advisor.model.types import Lang
from advisor.render.environment import Words

Templates = Path | Sequence[Path] | None
"""Folders of templates that come before the shipped ones."""


def page_words(lang: Lang, templates: Templates, *, markup: bool) -> Words:
    """Return the words of pages in a language; `markup`: they escape what stands in HTML and SVG."""
    folders = () if templates is None else (templates,) if isinstance(templates, Path) else tuple(templates)
    return _page_words(lang, folders, markup)


@lru_cache(maxsize=16)
def _page_words(lang: Lang, folders: tuple[Path, ...], markup: bool) -> Words:
    return Words(lang, folders, autoescape=markup)
