"""A consultation to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from advisor.consultation.findings import Consultation, Finding
from advisor.graph import subjects
from advisor.model.logic import Argument
from advisor.planning.types import (
    Block,
    Bullets,
    Choice,
    From,
    Heading,
    Paragraph,
    Period,
    Plan,
    Rejected,
    Section,
    Sentence,
    Table,
)
from advisor.render.phrases import Phrases
from advisor.render.view import View


def build_plan(consultation: Consultation, phrases: Phrases, name: str = "") -> Plan:
    """Return the plan for a consultation of all decisions; `name` is what the person calls the case."""
    return _Writer(consultation, phrases, name).plan()


class _Writer:
    """Writes the sections from one view of the consultation."""

    def __init__(self, consultation: Consultation, phrases: Phrases, name: str) -> None:
        self.consultation = consultation
        self.kb = consultation.kb
        self.phrases = phrases
        self.name = name
        self.view = View(consultation, phrases)
        self.areas = self.view.areas()
        self.told: dict[str, str] = {}

    def plan(self) -> Plan:
        makers = {
            "summary": self._summary,
            "situation": self._situation,
            "mix": self._mix,
            "actions": self._actions,
            "controls": self._controls,
            "appendix": self._appendix,
        }
        sections = tuple(
            Section(id_, self._say("section_title", id=id_), tuple(make())) for id_, make in makers.items()
        )
        return Plan(
            title=self.kb.outline.title[self.phrases.lang],
            name=self.name,
            lang=self.phrases.lang,
            knowledge=self.kb.digest[:12],
            period=Period(date(2027, 1, 1), date(2027, 12, 31), assumed=True),
            sections=sections,
            mix=tuple(
                self._choice(finding)
                for finding in self.consultation.findings.values()
                if finding.outcome and any(argument.favours for argument in finding.arguments)
            ),
            documents=tuple((one["id"], one["title"]) for one in self.view.sources()),
        )

    def _say(self, sentence: str, /, **parts: Any) -> str:
        return self.phrases.words.say("plan", sentence, **parts)

    def _sentence(self, origin: From, sentence: str, sources: Iterable[str] = (), /, **parts: Any) -> Sentence:
        return Sentence(self._say(sentence, **parts), origin, tuple(sources))

    def _decisions(self) -> Iterator[dict[str, Any]]:
        for area in self.areas:
            yield from area["decisions"]

    # --- sections ------------------------------------------------------------------------------------

    def _summary(self) -> Iterator[Block]:
        yield Paragraph(
            (self._sentence("fact", "summary_intro", name=self.name, answers=len(self.consultation.facts)),)
        )
        items: list[tuple[Sentence, ...]] = []
        for decision in self._decisions():
            if self.kb.decisions[decision["id"]].quick and (decision["chosen"] or decision["tied"]):
                items.append((self._claim(decision),))
        if items:
            yield Bullets(tuple(items))
        open_ = [d["label"] for d in self._decisions() if d["status"] == "open" and self.kb.decisions[d["id"]].quick]
        if open_:
            yield Paragraph((self._sentence("fact", "summary_open", labels=open_),))

    def _situation(self) -> Iterator[Block]:
        for group in self.view.answers():
            yield Heading(group["topic"])
            items: list[tuple[Sentence, ...]] = []
            for row in group["rows"]:
                told = row["by"] == "answer"
                origin: From = "fact" if told else ("arithmetic" if row["by"] == "arithmetic" else "course")
                shown = row["sources"] if row["by"] == "arithmetic" else ()
                sentences = [self._sentence(origin, "fact_line", shown, label=row["label"], value=row["value"])]
                if row["by"] == "inference" and row["sources"]:
                    sentences.append(self._sentence("course", "inferred_line", row["sources"], because=row["because"]))
                items.append(tuple(sentences))
            yield Bullets(tuple(items))
        unknowns = self.view.unknowns()
        if unknowns:
            yield Paragraph((self._sentence("fact", "unknown_line", labels=unknowns),))
        if not self.consultation.facts:
            yield Paragraph((self._sentence("fact", "no_facts"),))

    def _mix(self) -> Iterator[Block]:
        for area in self.areas:
            told = [d for d in area["decisions"] if d["status"] != "not-applicable" and (d["chosen"] or d["tied"])]
            open_ = [d for d in area["decisions"] if d["status"] == "open" and d not in told and d["missing"]]
            silent = [d["label"] for d in area["decisions"] if d["status"] == "settled" and d not in told]
            if not (told or open_ or silent):
                continue
            yield Heading(area["label"])
            for decision in told:
                yield from self._decision(decision)
            if open_:
                yield Heading(self._say("open_heading"), 4)
                for decision in open_:
                    line = self._sentence(
                        "fact", "open_line", label=decision["label"], questions=decision["missing"][:2]
                    )
                    yield Paragraph((line,))
            if silent:
                yield Paragraph((self._sentence("course", "silent_line", labels=silent),))

    def _decision(self, decision: dict[str, Any]) -> Iterator[Block]:
        yield Heading(decision["label"], 4)
        opening = [] if decision["kind"] == "value" else [self._claim(decision, headed=True)]
        opening += [
            self._sentence("course", "reason_line", reason["sources"], because=reason["because"], facts=reason["facts"])
            for reason in self._distinct(decision["reasons"])
        ]
        yield Paragraph(tuple(opening))
        if decision["kind"] == "one" and len(decision["chosen"]) == 1:
            yield from self._weighed(decision["chosen"][0])
        yield from self._amounts(decision)
        chosen = {option["label"] for option in (*decision["chosen"], *decision["tied"])}
        against = [
            self._sentence("course", "objection_line", reason["sources"], reason=reason)
            for reason in self._distinct(decision["objections"])
            if _is_worth_saying(reason, chosen)
        ]
        against = list({sentence.text: sentence for sentence in against}.values())
        if decision["rival"] and decision["kind"] == "one" and decision["rival"]["unmet"] and not against:
            unmet = decision["rival"]["unmet"][0]
            against.append(
                self._sentence(
                    "course",
                    "rival_line",
                    unmet["sources"],
                    label=decision["rival"]["label"],
                    conditions=unmet["conditions"],
                )
            )
        if against:
            yield Paragraph(tuple(against))
        for conflict in decision["conflicts"]:
            first = self.told.setdefault(conflict["topic"], decision["label"])
            if first != decision["label"]:
                yield Paragraph((self._sentence("course", "conflict_seen", topic=conflict["topic"], label=first),))
                continue
            sentences = [self._sentence("course", "conflict_topic", topic=conflict["topic"])]
            sentences += [Sentence(claim["claim"], "course", tuple(claim["sources"])) for claim in conflict["claims"]]
            places = sorted({place for claim in conflict["claims"] for place in claim["sources"]})
            sentences.append(self._sentence("course", "conflict_reason", places, conflict=conflict))
            yield Paragraph(tuple(sentences))
        if decision["status"] == "open" and decision["missing"] and not decision["amounts"]:
            yield Paragraph((self._sentence("fact", "still_open", questions=decision["missing"][:2]),))

    def _weighed(self, option: dict[str, Any]) -> Iterator[Block]:
        """Yield what the sources say for and against an option as such; common practice is left to the appendix."""
        found = [
            self._sentence("course", sentence, remark["sources"], text=remark["text"])
            for sentence, key in (("advantage_line", "advantages"), ("disadvantage_line", "disadvantages"))
            for remark in option[key]
            if not remark["practice"]
        ]
        if found:
            yield Paragraph(tuple(found))

    def _amounts(self, decision: dict[str, Any]) -> Iterator[Block]:
        rows: list[tuple[Sentence, ...]] = []
        notes: list[Sentence] = []
        lacking: list[str] = []
        questions: dict[str, None] = {}
        for amount in decision["amounts"].values():
            if amount["value"] is not None:
                sum_ = Sentence(amount["sum"], "arithmetic", tuple(amount["sources"]))
                rows.append((Sentence(amount["label"], "arithmetic"), sum_, Sentence(amount["value"], "arithmetic")))
            notes += [
                self._sentence("arithmetic", "failed_line", label=amount["label"], message=m) for m in amount["failed"]
            ]
            if amount["missing"]:
                lacking.append(amount["label"])
                questions.update(dict.fromkeys(amount["missing"]))
        if rows:
            headers = tuple(self._say("amount_header", column=index) for index in range(3))
            yield Table(self._say("amount_caption", label=decision["label"]), headers, tuple(rows))
        if lacking:
            notes.append(self._sentence("arithmetic", "missing_line", labels=lacking, questions=list(questions)))
        if notes:
            yield Paragraph(tuple(notes))

    def _claim(self, decision: dict[str, Any], *, headed: bool = False) -> Sentence:
        """Return what was chosen; under a heading that names the decision the sentence need not."""
        sources = sorted({place for reason in decision["reasons"] for place in reason["sources"]})
        text = self._say("claim_line", decision=decision, headed=headed)
        return Sentence(text[:1].upper() + text[1:], "course", () if headed else tuple(sources))

    def _distinct(self, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seen: dict[str, dict[str, Any]] = {}
        for reason in reasons:
            seen.setdefault(reason["because"], reason)
        return list(seen.values())

    def _actions(self) -> Iterator[Block]:
        yield from self._remarks("actions", first=True)
        yield Paragraph((self._sentence("practice", "practice_note"), self._sentence("fact", "more_note")))

    def _controls(self) -> Iterator[Block]:
        yield from self._remarks("measures", first=True)
        yield Paragraph((self._sentence("practice", "practice_note"), self._sentence("fact", "more_note")))

    def _remarks(self, key: str, *, first: bool) -> Iterator[Block]:
        """Yield a table of the actions or measures of the chosen options, each with what it serves.

        `first`: of the decisions that come first (those of quick advice); otherwise of all others.
        """
        rows: list[tuple[Sentence, ...]] = []
        seen: set[str] = set()
        for decision in self._decisions():
            if self.kb.decisions[decision["id"]].quick != first:
                continue
            for option in decision["chosen"]:
                for remark in option[key]:
                    if remark["text"] in seen:
                        continue
                    seen.add(remark["text"])
                    origin: From = "practice" if remark["practice"] else "course"
                    serves = self._sentence("course", "serves", decision=decision["label"], option=option["label"])
                    rows.append((Sentence(remark["text"], origin, tuple(remark["sources"])), serves))
        if not rows:
            if first:
                yield Paragraph((self._sentence("fact", "nothing_chosen"),))
            return
        headers = tuple(self._say("remark_header", key=key, column=index) for index in range(2))
        yield Table(self._say("remark_caption", key=key), headers, tuple(rows))

    # --- appendix ------------------------------------------------------------------------------------

    def _appendix(self) -> Iterator[Block]:
        missing = dict.fromkeys(fact for finding in self.consultation.findings.values() for fact in finding.missing)
        if missing:
            yield Heading(self._say("appendix_title", part="open"))
            questions = [self.kb.facts[fact].question[self.phrases.lang] for fact in missing]
            yield Bullets(tuple((Sentence(question, "fact"),) for question in questions))
        for key in ("actions", "measures"):
            more = list(self._remarks(key, first=False))
            if more:
                yield Heading(self._say("appendix_title", part=key))
                yield from more
        yield Heading(self._say("appendix_title", part="rules"))
        yield Paragraph((self._sentence("course", "rules_intro"),))
        rows = [self._rule_row(rule_id) for rule_id in sorted(self._rules_used())]
        if rows:
            headers = tuple(self._say("rule_header", column=index) for index in range(2))
            yield Table(self._say("rule_caption"), headers, tuple(rows))
        terms = list(self._terms())
        if terms:
            yield Heading(self._say("appendix_title", part="terms"))
            yield Bullets(tuple(terms))
        yield Heading(self._say("appendix_title", part="sources"))
        titles = [
            (self._sentence("course", "document_line", id=one["id"], title=one["title"]),)
            for one in self.view.sources()
        ]
        if titles:
            yield Bullets(tuple(titles))
        yield Paragraph((self._sentence("fact", "knowledge_line", digest=self.kb.digest[:12]),))

    def _rules_used(self) -> set[str]:
        return {argument.rule for finding in self.consultation.findings.values() for argument in finding.arguments}

    def _rule_row(self, rule_id: str) -> tuple[Sentence, ...]:
        rule = self.kb.rules[rule_id]
        sources = self.kb.citations(rule.teaches)
        statements = [self.kb.points[point].statement[self.phrases.lang] for point in rule.teaches]
        return (
            Sentence(self.phrases.rule(rule), "course", sources),
            Sentence(" ".join(dict.fromkeys(statements)) or rule.because[self.phrases.lang], "course", sources),
        )

    def _terms(self) -> Iterator[tuple[Sentence, ...]]:
        """Yield the concepts that share a course point with a rule that fired, or that an answered fact names."""
        used = {point for rule in self._rules_used() for point in self.kb.rules[rule].teaches}
        named = {self.kb.facts[fact].concept for fact in self.consultation.facts}
        asked = {subject for rule in self._rules_used() for subject in subjects(self.kb.rules[rule].when)}
        named |= {self.kb.facts[fact].concept for fact in asked if fact in self.kb.facts}
        for concept in self.kb.concepts.values():
            if concept.id in named or used & set(concept.teaches):
                name = concept.names[self.phrases.lang][0]
                text = self._say("term_line", name=name, definition=concept.definition[self.phrases.lang])
                yield (Sentence(text, "course" if concept.teaches else "practice", self.kb.citations(concept.teaches)),)

    # --- the mix as data -----------------------------------------------------------------------------

    def _choice(self, finding: Finding) -> Choice:
        decision = self.kb.decisions[finding.goal]
        places = {place for a in finding.arguments if a.standing == "stands" and a.favours for place in a.sources}
        rejected = tuple(
            Rejected(option, self._why_rejected(finding, option))
            for option in decision.outcomes
            if option not in finding.outcome and decision.kind in ("one", "some")
        )
        return Choice(finding.goal, finding.outcome, rejected, tuple(sorted(places)))

    def _why_rejected(self, finding: Finding, option: str) -> str:
        """Return in one sentence why an option was not chosen."""
        for argument in finding.arguments:
            if option in argument.options and (not argument.favours or argument.standing != "stands"):
                because = self.kb.rules[argument.rule].because[self.phrases.lang]
                return self._say("rejected_against" if not argument.favours else "rejected_beaten", because=because)
        held = any(option in a.options and a.favours for a in finding.arguments)
        if held:
            return self._say("rejected_fewer")
        for rule in self.consultation.ruleset.rules_of.get(finding.goal, ()):
            if isinstance(rule.then, Argument) and rule.then.favours and option in rule.then.options:
                return self._say("rejected_unmet", condition=self.phrases.condition(rule.when))
        return self._say("rejected_silent")


def _is_worth_saying(reason: dict[str, Any], chosen: set[str]) -> bool:
    """Return whether an objection says something: not what won anyway, nor a reason against what lost anyway."""
    about = set(reason["options"])
    if reason["favours"]:
        return reason["standing"] == "stands" or not about <= chosen
    return reason["standing"] != "stands" or bool(about & chosen)
