"""Ask an author for a rule: what is advised, when, why, and where that is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from advisor.diagnostics import Span
from advisor.kb.dialog import Choice, Dialog
from advisor.kb.rule_draft import NewPoint, RuleDraft, condition_of, new_id
from advisor.kb.typed_condition import Typed, mood_among, read_bounds, says_known
from advisor.language.letters import fold
from advisor.model.types import NUMERIC, CoursePoint, Decision, FactDef, KnowledgeBase, Text
from advisor.ruleset.compile import Ruleset, list_subjects
from advisor.ruleset.literals import arms_of, compatible

_AND = frozenset(("va", "and", "&"))
_OR = frozenset(("hoac", "hay", "or"))
_DONE = frozenset(("", "xong", "het", "done", "khong", "no", "end"))
_ALWAYS = frozenset(("luon luon", "luon", "always", "moi truong hop", "moi luc"))
_PLACE = re.compile(r"\[?(?P<source>[\w.-]+):(?P<first>[0-9]{1,6})(?:[-–](?P<last>[0-9]{1,6}))?\]?")
_WORD = re.compile(r"\w+")
_PARTS = re.compile(
    r" *(?::|=| là (?!không)| is (?!not)|(?=[<>≤≥]| không phải | khong phai | is not )) *", re.IGNORECASE
)


class RuleDialog:
    """The questions for one rule. Raises Stop where the lines end before the last of them."""

    def __init__(self, ruleset: Ruleset, dialog: Dialog) -> None:
        self.ruleset = ruleset
        self.kb: KnowledgeBase = ruleset.kb
        self.dialog = dialog
        self.lang = dialog.lang

    def ask(self) -> RuleDraft:
        """Return the rule that the author tells."""
        draft = self._conclusion()
        draft = replace(draft, groups=self._conditions(draft))
        because = Text(self.dialog.sentence("why", lang="vi"), self.dialog.sentence("why", lang="en"))
        points, new = self._places(draft)
        return replace(draft, because=because, teaches=points, points=new)

    # --- what is advised -----------------------------------------------------------------------------------

    def _conclusion(self) -> RuleDraft:
        choices = [Choice(one.id, one.label) for one in self.kb.decisions.values()]
        choices += [Choice(one.id, one.label) for one in self.kb.facts.values() if one.options or one.type == "yes-no"]
        target = self.dialog.one(choices, self.dialog.line("what"), listed=False)
        if target in self.kb.facts:
            return RuleDraft(target=target, then=self._inference(self.kb.facts[target]))
        decision = self.kb.decisions[target]
        shown = [Choice(one.id, one.label) for one in decision.options]
        if decision.kind == "rank":
            self._show(decision.label, shown)
            order = self.dialog.several(shown, self.dialog.line("which_order"), listed=True)
            return RuleDraft(target=target, then={"decision": target, "rank": list(order)})
        if decision.kind == "direction":
            shown = [self._way(decision, outcome) for outcome in decision.outcomes]
        self._show(decision.label, shown)
        line = self.dialog.line("which", against=decision.kind in ("one", "some"))
        if decision.kind == "direction":
            quantity, _, way = self.dialog.one(shown, line, listed=True).partition(":")
            return RuleDraft(target=target, then={"decision": target, way: quantity})
        mood, options = self._several(shown, line)
        against = mood.negated and decision.kind in ("one", "some")
        said: Any = options[0] if len(options) == 1 else list(options)
        if len(options) > 1 and decision.kind == "one" and not against:
            said = {"any": list(options)}
        return RuleDraft(target=target, then={"decision": target, "against" if against else "for": said})

    def _way(self, decision: Decision, outcome: str) -> Choice:
        label = self.dialog.phrases.option(decision.id, outcome)
        return Choice(outcome, Text(label, label))

    def _inference(self, fact: FactDef) -> dict[str, Any]:
        shown = _options(fact)
        self._show(fact.label, shown)
        value = self.dialog.one(shown, self.dialog.line("which", against=False), listed=True)
        return {"fact": fact.id, "is": value == "true" if fact.type == "yes-no" else value}

    def _show(self, label: Text, choices: Sequence[Choice]) -> None:
        self.dialog.say("options_of", label=label[self.lang])
        self.dialog.show(choices)

    # --- when ----------------------------------------------------------------------------------------------

    def _conditions(self, draft: RuleDraft) -> tuple[tuple[dict[str, Any], ...], ...]:
        groups: list[list[dict[str, Any]]] = []
        line = self.dialog.line("when")
        while not line:
            self.dialog.say("nothing_typed")
            line = self.dialog.again()
        if fold(line) in _ALWAYS:
            return ()
        groups.append([self._condition(draft, groups, line)])
        while True:
            line = self.dialog.line("more")
            word, _, rest = line.partition(" ")
            if fold(line) in _DONE:
                return tuple(tuple(group) for group in groups)
            if fold(word) not in _AND | _OR:
                self.dialog.say("and_or_done", text=line)
                continue
            if not rest:
                rest = self.dialog.line("when_more")
            if fold(word) in _OR:
                groups.append([])
            groups[-1].append(self._condition(draft, groups, rest))

    def _condition(self, draft: RuleDraft, groups: Sequence[Sequence[dict[str, Any]]], line: str) -> dict[str, Any]:
        """Return a condition that can be asked: known, not about itself, not against the others it is joined to."""
        before = list(groups[-1]) if groups else []
        while True:
            found = self._read_condition(line)
            wrong = self._wrong(draft, [*before, found])
            if not wrong:
                shown = self.dialog.phrases.condition(condition_of(self.kb, found))
                self.dialog.say("understood", text=shown)
                return found
            self.dialog.say(wrong[0], **wrong[1])
            line = self.dialog.again()

    def _read_condition(self, line: str) -> dict[str, Any]:
        """Read `subject: value` on one line, or the subject on this line and the value on another."""
        subjects = [Choice(one.id, one.label) for one in self.kb.facts.values() if one.type != "text"]
        subjects += [Choice(one.id, one.label) for one in self.kb.decisions.values()]
        subjects += [Choice(one.id, one.label) for one in self.kb.formulas.values()]
        value = ""

        def name_in(typed: str) -> str:
            nonlocal value
            name, value = self._split(subjects, typed)
            return name

        id_ = self.dialog.one(subjects, name_in(line), listed=False, cut=name_in)
        return {id_: self._value(id_, value)}

    def _split(self, subjects: Iterable[Choice], line: str) -> tuple[str, str]:
        """Part a line where its beginning names a subject; the longest such beginning."""
        names = {fold(one) for choice in subjects for one in (choice.label.vi, choice.label.en, choice.id)}
        cuts = [found.span() for found in _PARTS.finditer(line)]
        for start, end in reversed(cuts):
            if fold(line[:start]) in names:
                return line[:start], line[end:].strip()
        return (line[: cuts[0][0]], line[cuts[0][1] :].strip()) if cuts and cuts[0][0] else (line, "")

    def _value(self, id_: str, line: str) -> Any:
        fact = self.kb.facts.get(id_)
        if id_ in self.kb.formulas or (fact is not None and fact.type in NUMERIC):
            return self._number(id_, line)
        decision = self.kb.decisions.get(id_)
        if decision is not None:
            shown = [Choice(one.id, one.label) for one in decision.options]
            if decision.kind == "direction":
                shown = [self._way(decision, outcome) for outcome in decision.outcomes]
            lists = decision.kind != "one"
        else:
            shown, lists = _options(self.kb.facts[id_]), self.kb.facts[id_].type == "choices"
        if not line:
            self._show(Text(*(self.dialog.phrases.subject(id_),) * 2), shown)
            line = self.dialog.line("value", lists=lists, number=False)
        if says_known(line):
            return "known"
        mood, named = self._several(shown, line)
        values: list[Any] = list(named)
        if fact is not None and fact.type == "yes-no":
            values = [value == "true" for value in values]
        if mood.negated:
            return not values[0] if isinstance(values[0], bool) else {"not": values[0] if len(values) == 1 else values}
        if len(values) == 1:
            return values[0]
        return {"all": values} if mood.every and lists else values

    def _several(self, shown: Sequence[Choice], line: str) -> tuple[Typed, tuple[str, ...]]:
        """Return the options that a line, or one typed after it, names, and how that line means them."""
        names = [name for one in shown for name in (one.label.vi, one.label.en, one.id)]
        mood = Typed("")

        def text_in(typed: str) -> str:
            nonlocal mood
            mood = mood_among(names, typed)
            return mood.text

        options = self.dialog.several(shown, text_in(line), listed=True, cut=text_in)
        return mood, options

    def _number(self, id_: str, line: str) -> Any:
        fact = self.kb.facts.get(id_) or _as_fact(self.kb, id_)
        if not line:
            line = self.dialog.line("value", lists=False, number=True)
        while True:
            if says_known(line):
                return "known"
            bounds = read_bounds(fact, line, self.lang)
            if bounds is not None and id_ in self.kb.formulas and fact.type == "percent":
                bounds = tuple((op, number / 100) for op, number in bounds)
            outside = [n for _, n in bounds or () if not _in_range(fact, n)]
            if bounds is not None and not outside:
                return dict(bounds)
            limits = (None if end is None else self.dialog.phrases.amount(id_, end) for end in (fact.low, fact.high))
            self.dialog.say("no_comparison", text=line, outside=bool(outside), limits=list(limits))
            line = self.dialog.again().rpartition(":")[2].strip()

    def _wrong(self, draft: RuleDraft, group: Sequence[dict[str, Any]]) -> tuple[str, dict[str, Any]] | None:
        """Return what is wrong with conditions that are to hold together, as a sentence to say."""
        phrases = self.dialog.phrases
        (asked,) = group[-1]
        if asked == draft.target or draft.target in self.ruleset.closure(frozenset({asked})):
            return "circle", {"subject": phrases.subject(asked), "target": phrases.subject(draft.target)}
        if group[-1] in group[:-1]:
            return "said_already", {}
        condition = condition_of(self.kb, {"all": [dict(one) for one in group]})
        lists = list_subjects(self.kb)
        if not any(compatible(arm, lists) for arm in arms_of(condition, lists)):
            others = [phrases.condition(condition_of(self.kb, dict(one))) for one in group]
            return "never_together", {"conditions": others}
        return None

    # --- where from ----------------------------------------------------------------------------------------

    def _places(self, draft: RuleDraft) -> tuple[tuple[str, ...], tuple[NewPoint, ...]]:
        found: list[str] = []
        new: list[NewPoint] = []
        line = self.dialog.line("where", example=self._example())
        while True:
            if not line and found:
                return tuple(found), tuple(new)
            chosen = self._place(draft, line, new) if line else None
            if isinstance(chosen, NewPoint):
                new.append(chosen)
                found.append(chosen.id)
            elif chosen is not None:
                found.append(chosen.id)
                self.dialog.say("cited", place=chosen.citation, statement=chosen.statement[self.lang])
            elif not line:
                self.dialog.say("nothing_typed")
            found = list(dict.fromkeys(found))
            line = self.dialog.line("where_more") if chosen is not None else self.dialog.again()

    def _example(self) -> str:
        return next((point.citation for point in self.kb.points.values()), "")

    def _place(self, draft: RuleDraft, line: str, new: Sequence[NewPoint]) -> CoursePoint | NewPoint | None:
        """Return the point named by id, place or words; one at a place that has none yet is asked for."""
        if line in self.kb.points:
            return self.kb.points[line]
        place = _PLACE.fullmatch(line)
        if place is None:
            return self._by_words(draft, line, new)
        source = self.kb.sources.get(place["source"])
        courses = [one.id for one in self.kb.sources.values() if one.kind == "course"]
        first, last = int(place["first"]), int(place["last"] or place["first"])
        if source is None or source.id not in courses:
            self.dialog.say("no_source", id=place["source"], known=courses)
            return None
        if not 1 <= first <= last <= source.lines:
            self.dialog.say("no_lines", first=first, last=last, lines=source.lines, title=source.title[self.lang])
            return None
        there = [
            one
            for one in self.kb.points.values()
            if one.source == source.id and one.lines[0] <= last and first <= one.lines[1]
        ]
        exact = [one for one in there if one.lines == (first, last)]
        choices = sorted(exact or there, key=lambda one: (one.decision != draft.target, one.lines, one.id))
        if not choices:
            return self._new_point(draft, source.id, (first, last), new)
        return choices[0] if len(choices) == 1 else self._one_of(draft, choices, new)

    def _one_of(
        self, draft: RuleDraft, points: Sequence[CoursePoint], new: Sequence[NewPoint]
    ) -> CoursePoint | NewPoint | None:
        """Return one of several points, or that of a place typed instead; an empty line asks for a place again."""
        choices = [Choice(one.id, one.statement) for one in points]
        self.dialog.say("which_point")
        self.dialog.show(choices)
        line = self.dialog.line("which_number")
        if not line:
            self.dialog.say("nothing_typed")
            return None
        if _PLACE.fullmatch(line):
            return self._place(draft, line, new)
        return self.kb.points[self.dialog.one(choices, line, listed=True)]

    def _by_words(self, draft: RuleDraft, line: str, new: Sequence[NewPoint]) -> CoursePoint | NewPoint | None:
        """Return the point that has all the words typed: whole words, three letters of them at least."""
        wanted = set(_WORD.findall(fold(line)))
        found = [
            one
            for one in self.kb.points.values()
            if wanted <= set(_WORD.findall(fold(f"{one.statement.vi} {one.statement.en} {one.term_vi} {one.id}")))
        ]
        if sum(letter.isalpha() for word in wanted for letter in word) < 3:
            found = []
        if not found:
            self.dialog.say("no_point", text=line, example=self._example())
            return None
        return found[0] if len(found) == 1 else self._one_of(draft, found, new)

    def _new_point(self, draft: RuleDraft, source: str, lines: tuple[int, int], new: Sequence[NewPoint]) -> NewPoint:
        self.dialog.say("new_point", place=f"{source}:{lines[0]}" + (f"-{lines[1]}" if lines[1] > lines[0] else ""))
        section = self.dialog.sentence("section")
        statement = Text(self.dialog.sentence("statement", lang="vi"), self.dialog.sentence("statement", lang="en"))
        area = (
            self.kb.decisions[draft.target].area
            if draft.target in self.kb.decisions
            else draft.target.partition(".")[0]
        )
        taken = [*self.kb.points, *(one.id for one in new)]
        id_ = new_id(taken, area.replace("_", "-"), statement.en.split()[:6])
        return NewPoint(id=id_, source=source, section=section, lines=lines, statement=statement)


def _options(fact: FactDef) -> list[Choice]:
    if fact.type == "yes-no":
        return [Choice("true", Text("có", "yes")), Choice("false", Text("không", "no"))]
    return [Choice(option.id, option.label) for option in fact.options]


def _in_range(fact: FactDef, number: Any) -> bool:
    return (fact.low is None or number >= fact.low) and (fact.high is None or number <= fact.high)


def _as_fact(kb: KnowledgeBase, formula: str) -> FactDef:
    """Return a formula as a number that can be typed."""
    found = kb.formulas[formula]
    kind: Any = "percent" if found.unit == "percent" else "money" if found.unit.startswith("VND") else "number"
    return FactDef(
        id=found.id, type=kind, topic="", ask="plan", label=found.label, question=found.label, unit=found.unit,
        span=Span(""),
    )  # fmt: skip
