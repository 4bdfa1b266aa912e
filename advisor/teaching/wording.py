"""Questions and feedback in words, in both languages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from advisor.model.logic import Condition
from advisor.model.types import KnowledgeBase, Remark, Rule, Text, Value
from advisor.render.environment import Words
from advisor.render.phrases import Phrases


class Wording:
    """Says everything of a quiz as a `Text`, from the templates of both languages."""

    def __init__(self, kb: KnowledgeBase, own: Path | None = None) -> None:
        """`own`: templates of the knowledge base, before the shipped ones."""
        self.kb = kb
        self.vi = Phrases(kb, Words("vi", own, corpus=kb.outline.corpus))
        self.en = Phrases(kb, Words("en", own, corpus=kb.outline.corpus))

    def both(self, make: Callable[[Phrases], str]) -> Text:
        """Return what `make` says in each language."""
        return Text(make(self.vi), make(self.en))

    def say(self, sentence: str, /, **parts: Any) -> Text:
        """Return a sentence of the template `quiz.j2`; texts among the parts are given in the language."""
        return self.both(lambda phrases: phrases.words.say("quiz", sentence, **_spoken(parts, phrases)))

    def option(self, decision: str, option: str) -> Text:
        """Return the label of an option."""
        return self.both(lambda phrases: phrases.option(decision, option))

    def options(self, decision: str, options: Iterable[str]) -> list[Text]:
        """Return the labels of options."""
        return [self.option(decision, one) for one in options]

    def facts(self, sheet: Mapping[str, Value]) -> list[Text]:
        """Return answers, each as a line; lists of which nothing is ticked share one."""
        found: list[Text] = []
        bare: list[Text] = []
        for id_, value in sheet.items():
            if value == ():
                bare.append(self.kb.facts[id_].label)
            else:
                found.append(self.fact(id_, value))
        return [*found, self.say("none_of", labels=bare)] if bare else found

    def fact(self, id_: str, value: Value) -> Text:
        """Return one answer in words."""
        label = self.kb.facts[id_].label
        if value == ():
            return self.say("none_of", labels=[label])
        said = self.both(lambda phrases: phrases.value(id_, value))
        if self.kb.facts[id_].type == "choices":
            return self.say("only", label=label, value=said)
        return self.say("given", label=label, value=said)

    def answer(self, id_: str, value: Value, *, bare: bool = False) -> Text:
        """Return an answer as it stands among others to pick from; `bare`: its value alone."""
        said = self.say("not_one") if value == () else self.both(lambda phrases: phrases.value(id_, value))
        return said if bare else self.say("given", label=self.kb.facts[id_].label, value=said)

    def condition(self, condition: Condition) -> Text:
        """Return a condition in words."""
        return self.both(lambda phrases: phrases.condition(condition))

    def because(self, rule: Rule) -> Text:
        """Return why a rule holds, with its place."""
        return self.say("because", because=rule.because, places=self.kb.citations(rule.teaches))

    def remark(self, remark: Remark) -> Text:
        """Return a remark with its place."""
        return self.say("because", because=remark.text, places=self.kb.citations(remark.teaches))


def _spoken(value: Any, phrases: Phrases) -> Any:
    match value:
        case Text():
            return value[phrases.lang]
        case dict():
            return {key: _spoken(one, phrases) for key, one in value.items()}
        case list() | tuple():
            return [_spoken(one, phrases) for one in value]
        case _:
            return value
