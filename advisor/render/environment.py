"""The Jinja environment. Templates of a knowledge base always run in Jinja's sandbox.

A template is looked for in the knowledge base's own `templates/` first, then in the
ones shipped, so that another subject can replace any of them, and needs none.
Words lie in `templates/vi` and `templates/en` as macros, a sentence each; layouts that
hold no words are in `templates/layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.loaders import BaseLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from advisor.diagnostics import Diagnostic, Span
from advisor.errors import KnowledgeError
from advisor.language.dates import format_date
from advisor.language.numbers import format_money, format_number, format_percent
from advisor.model.types import Lang, Text

_SOURCES = Text("tài liệu nguồn", "the sources")
"""What the documents behind a knowledge base are called where its outline does not say."""


_TEMPLATE_FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What a template of a lecturer's can go wrong with."""


def shipped_templates() -> Path:
    """Return the folder of the templates that come with the program."""
    from importlib.resources import files

    return Path(str(files("advisor.templates")))


class Words:
    """The words of one language: every sentence the program says comes from a template."""

    def __init__(
        self, lang: Lang, own: Path | None = None, *, corpus: Text | None = None, autoescape: bool = False
    ) -> None:
        self.lang: Lang = lang
        folders = [folder for folder in (own, shipped_templates()) if folder is not None and folder.is_dir()]
        loader: BaseLoader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
        self.environment = ImmutableSandboxedEnvironment(
            loader=loader,
            autoescape=autoescape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self.environment.globals["lang"] = lang
        self.environment.globals["corpus"] = (corpus or _SOURCES)[lang]
        self.environment.filters.update(_filters(lang))
        self._modules: dict[str, Any] = {}

    def render(self, name: str, **view: Any) -> str:
        """Return the text of the template `name`, of the language or (a layout without words) of all, for this view."""
        return self._guard(name, lambda: self.environment.select_template([f"{self.lang}/{name}", name]).render(**view))

    def say(self, topic: str, sentence: str, /, **parts: Any) -> str:
        """Return one sentence: the macro `sentence` of the template `topic.j2`, its white space tidied."""

        def call() -> str:
            if topic not in self._modules:
                self._modules[topic] = self.environment.get_template(f"{self.lang}/{topic}.j2").module
            return str(getattr(self._modules[topic], sentence)(**parts))

        return re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", self._guard(topic, call))).strip()

    def _guard(self, name: str, make: Callable[[], str]) -> str:
        try:
            return make()
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            missing = isinstance(error, TemplateNotFound)
            message = f"the template {self.lang}/{name} cannot be used: {'not found' if missing else error}"
            line = getattr(error, "lineno", None) or 1
            span = Span(f"templates/{self.lang}/{name}", line)
            raise KnowledgeError([Diagnostic(code="template", message=message, span=span)]) from error


def _filters(lang: Lang) -> Mapping[str, Callable[..., str]]:
    def money(value: Decimal) -> str:
        return format_money(value, lang)

    def number(value: Decimal | int, places: int = 2) -> str:
        return format_number(Decimal(value), lang, places)

    def percent(value: Decimal) -> str:
        return format_percent(value, lang)

    def long_date(value: date) -> str:
        return format_date(value, lang)

    def capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    def lower_first(text: str) -> str:
        # only a first word that is not an abbreviation or a name
        return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text

    def listed(items: list[str], word: str = "") -> str:
        joiner = word or ("và" if lang == "vi" else "and")
        if len(items) < 2:
            return "".join(items)
        comma = "," if lang == "en" and len(items) > 2 else ""
        return f"{', '.join(items[:-1])}{comma} {joiner} {items[-1]}"

    return {
        "money": money,
        "number": number,
        "percent": percent,
        "long_date": long_date,
        "capital": capital,
        "lower_first": lower_first,
        "trim_stop": lambda text: text.rstrip("."),
        "listed": listed,
    }
