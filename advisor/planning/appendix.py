"""The appendix: answers, assumptions, disagreements, the reasoning with its places, terms and documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from advisor.language.letters import fold
from advisor.planning.choices import Told, amount_blocks, is_settled
from advisor.planning.draft import Draft
from advisor.planning.mix_data import why_rejected
from advisor.planning.prose import ask_sentence
from advisor.planning.summary import first_decisions
from advisor.planning.types import Block, Bullets, From, Heading, Paragraph, Sentence, Table

_WORD = re.compile(r"\w+")


def appendix_blocks(
    draft: Draft, told: Told, before: Sequence[Sentence], further: Sequence[Block] = ()
) -> Iterator[Block]:
    """Yield the section.

    `told`: what the sections before said, and `before` its sentences. `further`: work that the calendar leaves out.
    """
    cited = {place.partition(":")[0] for sentence in before for place in sentence.sources}
    words = _bare(" ".join(sentence.text for sentence in before))
    parts: dict[str, Iterator[Block]] = {
        "answers": _answers(draft),
        "assumptions": _assumptions(draft),
        "open": _open(draft),
        "rest": _rest(draft, told),
        "rejected": _rejected(draft),
        "actions": iter(further),
        "conflicts": _conflicts(draft, told),
        "rules": _rules(draft),
        "terms": _terms(draft, words),
        "sources": _sources(draft, cited),
    }
    for id_, blocks in parts.items():
        made = list(blocks)
        if made:
            yield Heading(_say(draft, "title", part=id_), 3, f"appendix.{id_}")
            yield from made


def _say(draft: Draft, macro: str, **parts: object) -> str:
    return draft.say("plan_appendix", macro, **parts)


def _headers(draft: Draft, table: str, count: int) -> tuple[str, ...]:
    return tuple(_say(draft, "header", table=table, column=index) for index in range(count))


def _answers(draft: Draft) -> Iterator[Block]:
    rows = [
        (
            Sentence(row["label"], "fact"),
            Sentence(row["value"], "fact"),
            Sentence(_say(draft, "known_by", by=row["by"]), "fact"),
        )
        for group in draft.view.answers()
        for row in group["rows"]
    ]
    if rows:
        yield Paragraph((draft.sentence("fact", "plan_appendix", "answers_intro", count=len(rows)),))
        yield Table(_say(draft, "caption", table="answers"), _headers(draft, "answers", 3), tuple(rows))


def _assumptions(draft: Draft) -> Iterator[Block]:
    items = [
        (draft.sentence("fact", "plan_appendix", "not_known", label=draft.kb.facts[id_].label[draft.lang]),)
        for id_ in draft.consultation.unknown
    ]
    days = {
        "start": draft.say("plan", "day", day=draft.period.start),
        "end": draft.say("plan", "day", day=draft.period.end),
    }
    macro = "period_assumed" if draft.period.assumed else "period_given"
    yield Bullets((*items, (Sentence(_say(draft, macro, **days), "fact"),)))


def _open(draft: Draft) -> Iterator[Block]:
    missing = dict.fromkeys(fact for one in draft.consultation.findings.values() for fact in one.missing)
    if missing:
        yield Bullets(tuple((ask_sentence(draft, id_),) for id_ in missing))


def _rest(draft: Draft, told: Told) -> Iterator[Block]:
    money = draft.kb.work.budget
    elsewhere = told.decisions | ({money.method, money.amounts} if money else set())
    rest = [one for one in draft.decisions() if one["id"] not in elsewhere]
    rows: list[tuple[Sentence, ...]] = []
    for decision in rest:
        if not is_settled(decision) or decision["kind"] == "value":
            continue
        choice = Sentence(draft.say("plan_mix", "choice", decision=decision), "course", draft.support(decision["id"]))
        because = next((one for one in decision["reasons"] if one["because"] not in told.reasons), None)
        told.reasons.setdefault(because["because"] if because else "", decision["label"])
        why = Sentence(because["because"], "course", tuple(because["sources"])) if because else Sentence("–", "fact")
        rows.append((Sentence(decision["label"], "fact"), choice, why))
    if rows:
        yield Table(_say(draft, "caption", table="rest"), _headers(draft, "rest", 3), tuple(rows))
    if rest:
        yield from amount_blocks(draft, rest, _say(draft, "caption", table="amounts"))


def _rejected(draft: Draft) -> Iterator[Block]:
    """Yield the options of the first decisions that were not chosen, with the reason; equal reasons are told once."""
    rows: dict[str, tuple[str, list[str], tuple[str, ...]]] = {}
    for decision in draft.decisions():
        if not decision["quick"] or not is_settled(decision):
            continue
        finding = draft.consultation.findings[decision["id"]]
        for option in draft.kb.decisions[decision["id"]].outcomes:
            if option in finding.outcome or decision["kind"] not in ("one", "some"):
                continue
            why, sources = why_rejected(draft, finding, option)
            key = f"{decision['id']} {why}"
            rows.setdefault(key, (decision["label"], [], sources))[1].append(
                draft.phrases.option(decision["id"], option)
            )
    if rows:
        made = tuple(
            (
                Sentence(label, "fact"),
                Sentence(_say(draft, "options", labels=options), "fact"),
                Sentence(key.partition(" ")[2].rstrip("."), "course", sources),
            )
            for key, (label, options, sources) in rows.items()
        )
        yield Table(_say(draft, "caption", table="rejected"), _headers(draft, "rejected", 3), made)


def _conflicts(draft: Draft, told: Told) -> Iterator[Block]:
    rows: dict[str, tuple[Sentence, ...]] = {}
    for decision in draft.decisions():
        for conflict in decision["conflicts"]:
            sources = tuple(sorted({place for one in conflict["claims"] for place in one["sources"]}))
            if conflict["topic"] in told.conflicts:
                where = Sentence(_say(draft, "told_under", label=told.conflicts[conflict["topic"]]), "fact")
            else:
                claims = [one["claim"] for one in conflict["claims"]]
                where = Sentence(_say(draft, "sides", claims=claims), "course", sources)
            topic = Sentence(conflict["topic"], "course", sources)
            settled = Sentence(_say(draft, "settled", resolution=conflict["resolution"]), "course", sources)
            rows.setdefault(conflict["topic"], (topic, where, settled))
    if rows:
        yield Table(_say(draft, "caption", table="conflicts"), _headers(draft, "conflicts", 3), tuple(rows.values()))


def _rules(draft: Draft) -> Iterator[Block]:
    """Yield every rule that fired for the decisions that carry the plan, with what became of it."""
    rows: dict[str, tuple[Sentence, ...]] = {}
    first = first_decisions(draft)
    for decision in draft.decisions():
        arguments = draft.consultation.findings[decision["id"]].arguments if decision["id"] in first else ()
        for argument in arguments:
            rule = draft.kb.rules[argument.rule]
            words = Sentence(draft.phrases.rule(rule), "course", draft.kb.citations(rule.teaches))
            standing = Sentence(_say(draft, "standing", standing=argument.standing), "fact")
            rows.setdefault(words.text, (words, standing))
    if rows:
        yield draft.paragraph("fact", "plan_appendix", "rules_intro")
        yield Table(_say(draft, "caption", table="rules"), _headers(draft, "rules", 2), tuple(rows.values()))


def _bare(text: str) -> str:
    """Return the words of a text without marks, each between blanks."""
    return f" {' '.join(re.findall(_WORD, fold(text)))} "


def _terms(draft: Draft, words: str) -> Iterator[Block]:
    """Yield the concepts that the plan names, in the order of the alphabet; `words`: the plan as `_bare` words."""
    items: dict[str, tuple[Sentence, ...]] = {}
    for concept in draft.kb.concepts.values():
        names = [_bare(name) for name in concept.names[draft.lang]]
        if any(name in words for name in names):
            parts = {"name": concept.names[draft.lang][0], "definition": concept.definition[draft.lang]}
            sources = draft.kb.citations(concept.teaches)
            origin: From = "course" if sources else "practice"
            items[names[0]] = (draft.sentence(origin, "plan_appendix", "term", sources, **parts),)
    if items:
        yield Bullets(tuple(items[name] for name in sorted(items)))


def _sources(draft: Draft, cited: Collection[str]) -> Iterator[Block]:
    items = [
        (draft.sentence("fact", "plan_appendix", "document", id=one["id"], title=one["title"]),)
        for one in draft.view.sources()
    ]
    works = [source for source in draft.kb.sources.values() if source.kind == "practice" and source.id in cited]
    items += [(Sentence(f"{work.title[draft.lang]}.", "fact"),) for work in works]
    if items:
        yield Bullets(tuple(items))
    yield Paragraph((draft.sentence("fact", "plan_appendix", "version", digest=draft.kb.digest[:12]),))
