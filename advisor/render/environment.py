"""The Jinja environment. Templates of a knowledge base always run in Jinja's sandbox.

A template is looked for in the knowledge base's own `templates/` first, then in the
ones shipped, so that another subject can replace any of them, and needs none.
Words lie in `templates/vi` and `templates/en` as macros, a sentence each; layouts that
hold no words are in `templates/layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from jinja2 import Environment

    from advisor.model.text import Lang, Text

WIDTH = 80
"""Columns of a terminal that words are laid out for."""

_SOURCES = {"vi": "tài liệu nguồn", "en": "the sources"}
"""What the documents behind a knowledge base are called where its outline does not say."""


def shipped_templates() -> Path:
    """Return the folder of the templates that come with the program."""
    return Path(str(import_module("advisor.templates").__file__)).parent


def tidy(sentence: str) -> str:
    """Return a sentence with its white space tidied; line ends stay."""
    return re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", sentence)).strip()


class Words:
    """The words of one language: every sentence the program says comes from a template."""

    def __init__(
        self,
        lang: Lang,
        own: Path | Sequence[Path] | None = None,
        *,
        corpus: Text | Callable[[], Text | None] | None = None,
        autoescape: bool = False,
    ) -> None:
        """`own`: folders before the shipped one. `corpus`: what the documents are called, or how to find out."""
        self.lang: Lang = lang
        first = () if own is None else (own,) if isinstance(own, Path) else tuple(own)
        self.folders = [folder for folder in (*first, shipped_templates()) if folder.is_dir()]
        self._corpus = corpus
        self._autoescape = autoescape
        self._modules: dict[str, list[Any]] = {}

    @cached_property
    def environment(self) -> Environment:
        """Return the Jinja environment, made when the first sentence is said."""
        from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        loaders = [FileSystemLoader(folder) for folder in self.folders]
        named = PrefixLoader(dict(zip(self._prefixes(), loaders, strict=True)), delimiter=":")
        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([*loaders, named]),
            autoescape=self._autoescape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        corpus = self._corpus() if callable(self._corpus) else self._corpus
        environment.globals["lang"] = self.lang
        environment.globals["corpus"] = corpus[self.lang] if corpus else _SOURCES[self.lang]
        environment.filters.update(_filters(self.lang))
        return environment

    def render(self, name: str, **view: Any) -> str:
        """Return the text of the template `name`, of the language or (a layout without words) of all, for this view."""
        return self._guard(name, lambda: self.environment.select_template([f"{self.lang}/{name}", name]).render(**view))

    def say(self, topic: str, sentence: str, /, **parts: Any) -> str:
        """Return one sentence: the macro `sentence` of the template `topic.j2`, its white space tidied."""

        return tidy(self._guard(topic, lambda: str(self._macro(topic, sentence)(**parts))))

    def _prefixes(self) -> list[str]:
        """Return by what name a template can ask for a folder's file: `shipped:vi/plan.j2`."""
        return [*(f"own{index or ''}" for index in range(len(self.folders) - 1)), "shipped"]

    def _macro(self, topic: str, sentence: str) -> Callable[..., object]:
        """Return a macro of a topic; what an own file does not hold is taken from the next folder's."""
        from jinja2 import TemplateNotFound

        modules = self._modules.setdefault(topic, [])
        for index, prefix in enumerate(self._prefixes()):
            if index >= len(modules):
                try:
                    modules.append(self.environment.get_template(f"{prefix}:{self.lang}/{topic}.j2").module)
                except TemplateNotFound as missing:
                    if str(missing.name) != f"{prefix}:{self.lang}/{topic}.j2":
                        raise
                    modules.append(None)
            if modules[index] is not None and hasattr(modules[index], sentence):
                macro: Callable[..., object] = getattr(modules[index], sentence)
                return macro
        if not any(modules):
            raise TemplateNotFound(f"{self.lang}/{topic}.j2")
        raise AttributeError(f"it has no macro '{sentence}'")

    def _guard(self, name: str, make: Callable[[], str]) -> str:
        from jinja2 import TemplateError, TemplateNotFound

        try:
            return make()
        except (  # what a template of a lecturer's can go wrong with
            TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
        ) as error:  # fmt: skip
            from advisor.diagnostics import Diagnostic, Span
            from advisor.errors import KnowledgeError

            missing = isinstance(error, TemplateNotFound)
            message = f"the template {self.lang}/{name} cannot be used: {'not found' if missing else error}"
            line = getattr(error, "lineno", None) or 1
            span = Span(f"templates/{self.lang}/{name}", line)
            raise KnowledgeError([Diagnostic(code="template", message=message, span=span)]) from error


def _filters(lang: Lang) -> Mapping[str, Callable[..., str]]:
    from decimal import Decimal

    from advisor.language.dates import format_date
    from advisor.language.numbers import format_money, format_number, format_percent

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
        if any(", " in item for item in items):  # a comma inside one of them would be read as the next
            return "; ".join(items)
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
