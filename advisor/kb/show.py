"""One item of knowledge in words: what it is, what it uses, what uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from advisor.kb.find import item_of
from advisor.kb.links import Link, Links, Ref
from advisor.kb.uses import expression_text
from advisor.model.logic import All
from advisor.model.text import Text
from advisor.model.types import Expectation, KnowledgeBase, Value
from advisor.render.advice import wrap
from advisor.render.phrases import Phrases

MOST = 12
"""So many items of one relation are told; all of them with `whole`."""

_ORDER = (
    "favours", "opposes", "concludes", "reads", "reckons", "row_of", "overrides", "sides", "teaches", "explained_by",
    "after", "cites", "expects", "expects_not", "gives", "about", "mentions",
)  # fmt: skip
"""Relations as they are told: what decides first."""


def item_lines(phrases: Phrases, ref: Ref, links: Links, *, whole: bool = False) -> Iterator[str]:
    """Yield an item in words, with its links; long lists are cut unless `whole`."""
    return _Show(phrases, links, whole).lines(ref)


def name_of(phrases: Phrases, ref: Ref) -> str:
    """Return what an item is called in a line of its own: a label, a sentence, a rule in words."""
    return _Show(phrases, Links({}, {}), False).name(ref)


class _Show:
    def __init__(self, phrases: Phrases, links: Links, whole: bool) -> None:
        self.phrases = phrases
        self.kb: KnowledgeBase = phrases.kb
        self.lang = phrases.lang
        self.links = links
        self.whole = whole

    def say(self, sentence: str, /, **parts: Any) -> str:
        return self.phrases.words.say("authoring_show", sentence, **parts)

    def lines(self, ref: Ref) -> Iterator[str]:
        item = item_of(self.kb, ref)
        yield from wrap(self.say("heading", kind=ref.kind, name=self.name(ref)))
        yield from wrap(self.say("known_as", id=ref.id, place=str(item.span) if hasattr(item, "span") else ""))
        for key, text in self._fields(ref.kind, item):
            if text:
                yield from wrap(self.say("field", key=key, text=text), "  ")
        yield from self._relations(self.links.uses.get(ref, ()), "uses", own=True)
        yield from self._relations(self.links.used_by.get(ref, ()), "used_by", own=False)

    def _relations(self, links: Sequence[Link], heading: str, *, own: bool) -> Iterator[str]:
        groups: dict[tuple[str, str], list[Ref]] = {}
        for link in links:
            other = link.used if own else link.user
            groups.setdefault((link.relation, other.kind), []).append(other)
        for (relation, kind), refs in sorted(groups.items(), key=lambda group: _ORDER.index(group[0][0])):
            yield ""
            sentence = "relation" if own else "relation_back"
            yield from wrap(self.say(sentence, relation=relation, kind=kind, count=len(refs)))
            shown = refs if self.whole else refs[:MOST]
            for ref in shown:
                yield from wrap(self.say("item", name=self.name(ref), id=ref.id), "  • ")
            if len(refs) > len(shown):
                yield from wrap(self.say("more", count=len(refs) - len(shown)), "  ")

    def text(self, pair: Text | None) -> str:
        return pair[self.lang] if pair else ""

    def name(self, ref: Ref) -> str:
        kb = self.kb
        match ref.kind:
            case "facts" | "decisions" | "formulas":
                return self.phrases.subject(ref.id)
            case "options":
                decision, _, option = ref.id.rpartition(".")
                return self.say(
                    "option_of", option=self.phrases.option(decision, option), decision=self.phrases.subject(decision)
                )
            case "rules":
                return self.phrases.rule(kb.rules[ref.id])
            case "tables":
                return self.say("table_about", subject=self.phrases.subject(kb.tables[ref.id].target))
            case "conflicts":
                return self.text(kb.conflicts[ref.id].topic)
            case "concepts":
                return kb.concepts[ref.id].names[self.lang][0]
            case "points":
                return self.say(
                    "point", statement=self.text(kb.points[ref.id].statement), place=kb.points[ref.id].citation
                )
            case "sources":
                return self.text(kb.sources[ref.id].title)
            case "cases":
                return str(item_of(kb, ref).name)
            case _:
                return self._practice_name(item_of(kb, ref))

    def _practice_name(self, item: Any) -> str:
        for key in ("label", "title", "metric", "text", "how"):
            pair = getattr(item, key, None)
            if isinstance(pair, Text):
                return re.sub(r"\{([^}:]+)(?::\w+)?\}", lambda found: self._placeholder(found[1]), pair[self.lang])
        return self.say("practice_item")

    def _placeholder(self, id_: str) -> str:
        known = id_ in self.kb.facts or id_ in self.kb.decisions or id_ in self.kb.formulas
        return f"[{self.phrases.subject(id_) if known else id_}]"

    def _fields(self, kind: str, item: Any) -> Iterator[tuple[str, str]]:
        reader = getattr(self, f"_of_{kind}", None)
        if reader is not None:
            yield from reader(item)

    # --- what there is to say of each kind -------------------------------------------------------------------

    def _of_facts(self, fact: Any) -> Iterator[tuple[str, str]]:
        yield "question", self.text(fact.question)
        yield "help", self.text(fact.help)
        yield "example", self.text(fact.example)
        yield "type", self.say("fact_type", type=fact.type, ask=fact.ask)
        ends = [None if end is None else self.phrases.amount(fact.id, end) for end in (fact.low, fact.high)]
        yield "range", self.say("range", low=ends[0], high=ends[1]) if any(ends) else ""
        yield "applies", self.phrases.condition(fact.applies_when) if fact.applies_when else ""
        for option in fact.options:
            yield (
                "option",
                self.say("option", label=self.text(option.label), meaning=self.text(option.meaning), id=option.id),
            )

    def _of_decisions(self, decision: Any) -> Iterator[tuple[str, str]]:
        yield "question", self.text(decision.question)
        area = next((one for one in self.kb.outline.areas if one.id == decision.area), None)
        yield "area", self.text(area.label) if area else ""
        yield "type", self.say("decision_kind", kind=decision.kind)
        yield "also", ", ".join((*filter(None, [decision.term_vi]), *decision.synonyms)) if self.lang == "vi" else ""
        yield "applies", self.phrases.condition(decision.applies_when) if decision.applies_when else ""
        for option in decision.options:
            yield (
                "option",
                self.say("option", label=self.text(option.label), meaning=self.text(option.meaning), id=option.id),
            )

    def _of_options(self, option: Any) -> Iterator[tuple[str, str]]:
        yield "meaning", self.text(option.meaning)
        yield "also", ", ".join((*filter(None, [option.term_vi]), *option.synonyms)) if self.lang == "vi" else ""
        for key in ("advantages", "disadvantages", "actions", "measures"):
            for remark in getattr(option, key):
                yield key, self.say("remark", text=self.text(remark.text), practice=remark.practice)

    def _of_rules(self, rule: Any) -> Iterator[tuple[str, str]]:
        yield "when", self.phrases.condition(rule.when) if rule.when != All() else self.say("always")
        yield "then", self.phrases.conclusion(rule)
        yield "because", self.text(rule.because)
        yield "places", "; ".join(self.kb.citations(rule.teaches))
        yield "default", self.say("is_default") if rule.default else ""

    def _of_tables(self, table: Any) -> Iterator[tuple[str, str]]:
        yield "type", self.say("hit_policy", policy=table.hit_policy)
        for row in table.rows:
            yield "row", self.phrases.rule(self.kb.rules[row])

    def _of_conflicts(self, conflict: Any) -> Iterator[tuple[str, str]]:
        for side in conflict.sides:
            yield "side", self.text(side.claim)
        yield "resolution", self.say("resolution", way=conflict.resolution)
        yield "because", self.text(conflict.reason)

    def _of_concepts(self, concept: Any) -> Iterator[tuple[str, str]]:
        yield "definition", self.text(concept.definition)
        yield "also", ", ".join(concept.names[self.lang][1:])
        yield "example", self.text(concept.example)

    def _of_points(self, point: Any) -> Iterator[tuple[str, str]]:
        yield "statement", self.text(point.statement)
        title = self.text(self.kb.sources[point.source].title)
        yield "place", self.say("place", title=title, section=point.section, first=point.lines[0], last=point.lines[1])
        yield "type", self.say("point_kind", kind=point.kind)
        yield "also", point.term_vi if self.lang == "vi" else ""
        yield "remark", self.text(point.remark)

    def _of_sources(self, source: Any) -> Iterator[tuple[str, str]]:
        yield "file", source.file
        yield "length", self.say("lines", count=source.lines) if source.lines else ""

    def _of_formulas(self, formula: Any) -> Iterator[tuple[str, str]]:
        yield "sum", self._in_words(expression_text(formula.expression))
        yield "remark", self.text(formula.remark)
        for requirement in formula.requires:
            yield "requires", self._in_words(expression_text(requirement.that))

    def _in_words(self, expression: str) -> str:
        found = re.sub(r"[a-z]\w*(?:\.\w+)+", lambda one: f"[{self.phrases.subject(one[0])}]", expression)
        bare = found.removeprefix("(").removesuffix(")") if found.startswith("(") and found.endswith(")") else found
        return bare.replace("*", "×").replace(" / ", " ÷ ")

    def _of_cases(self, case: Any) -> Iterator[tuple[str, str]]:
        for id_, value in case.given.items():
            yield "given", self._given(id_, value)
        for node, expectation in case.expect.items():
            yield "expected", self._expected(node, expectation)

    def _given(self, id_: str, value: Value | None) -> str:
        return (
            self.say("dont_know", subject=self.phrases.subject(id_)) if value is None else self.phrases.fact(id_, value)
        )

    def _expected(self, node: str, expectation: Expectation) -> str:
        from advisor.kb.case_lines import option_label

        labels = [option_label(self.phrases, node, one) for one in expectation.outcome or ()]
        return self.say(
            "expectation", subject=self.phrases.subject(node), labels=labels, said=expectation.outcome is not None
        )
