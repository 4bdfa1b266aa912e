"""The appendix: answers, assumptions, disagreements, the reasoning with its places, terms and documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from advisor.language.letters import fold
from advisor.model.logic import Argument, Ranking
from advisor.model.types import Rule
from advisor.planning.choices import Told, amount_blocks, is_settled
from advisor.planning.clauses import first_sentence
from advisor.planning.draft import Draft
from advisor.planning.mix_data import why_rejected
from advisor.planning.prose import ask_sentence
from advisor.planning.summary import first_decisions
from advisor.planning.types import Block, Bullets, From, Heading, Paragraph, Sentence, Table

_FEW = 2
"""Places that stand beside one line of a table; the rest are with the rules behind it."""
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


def _table(
    draft: Draft, name: str, rows: Sequence[tuple[Sentence, ...]], groups: Sequence[tuple[int, str]] = ()
) -> Table:
    headers = tuple(_say(draft, "header", table=name, column=index) for index in range(len(rows[0])))
    return Table(_say(draft, "caption", table=name), headers, tuple(rows), groups=tuple(groups))


def _answers(draft: Draft) -> Iterator[Block]:
    rows: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    for group in draft.view.answers():
        groups.append((len(rows), group["topic"]))
        rows += [
            (
                Sentence(_say(draft, "known", label=row["label"], by=row["by"]), "fact"),
                Sentence(row["value"].replace("“", "").replace("”", ""), "fact"),
            )
            for row in group["rows"]
        ]
    if rows:
        yield Paragraph((draft.sentence("fact", "plan_appendix", "answers_intro", count=len(rows)),))
        yield _table(draft, "answers", rows, groups)


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
    ids = {one["id"] for one in rest}
    rows: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    for area in draft.areas:
        made = [_rest_row(draft, one, told) for one in area["decisions"] if one["id"] in ids and _is_told(one)]
        if made:
            groups.append((len(rows), area["label"]))
            rows += made
    if rows:
        yield _table(draft, "rest", rows, groups)
    if rest:
        yield from amount_blocks(draft, rest, _say(draft, "caption", table="amounts"))


def _is_told(decision: dict[str, Any]) -> bool:
    return is_settled(decision) and decision["kind"] != "value"


def _rest_row(draft: Draft, decision: dict[str, Any], told: Told) -> tuple[Sentence, ...]:
    places = draft.support(decision["id"])[:_FEW]
    because = next((one for one in decision["reasons"] if one["because"] not in told.reasons), None)
    told.reasons.setdefault(because["because"] if because else "", decision["label"])
    why = Sentence(because["because"], "course", tuple(because["sources"][:_FEW])) if because else None
    return (
        Sentence(decision["label"], "fact"),
        Sentence(draft.say("plan_mix", "choice", decision=decision), "course", places),
        why or Sentence("–", "fact"),
    )


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
    made: list[tuple[Sentence, ...]] = []
    groups: list[tuple[int, str]] = []
    for key, (label, options, sources) in rows.items():
        if not groups or groups[-1][1] != label:
            groups.append((len(made), label))
        reason = Sentence(key.partition(" ")[2].rstrip("."), "course" if sources else "practice", sources[:_FEW])
        made.append((Sentence(_say(draft, "options", labels=options), "fact"), reason))
    if made:
        yield _table(draft, "rejected", made, groups)


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
            words = _say(draft, "settled", resolution=conflict["resolution"])
            settled = Sentence(words, "fact") if where.sources else Sentence(words, "course", sources)
            rows.setdefault(conflict["topic"], (Sentence(conflict["topic"], "fact"), where, settled))
    if rows:
        yield _table(draft, "conflicts", tuple(rows.values()))


def _rules(draft: Draft) -> Iterator[Block]:
    """Yield every rule that fired for the decisions that carry the plan, with what became of it."""
    rows: dict[str, tuple[Sentence, ...]] = {}
    groups: list[tuple[int, str]] = []
    first = first_decisions(draft)
    for decision in draft.decisions():
        start = len(rows)
        for argument in draft.consultation.findings[decision["id"]].arguments if decision["id"] in first else ():
            rule = draft.kb.rules[argument.rule]
            condition = _say(draft, "rule_if", condition=draft.phrases.condition(rule.when), default=rule.default)
            then = _say(draft, "rule_then", **_effect(draft, rule), standing=argument.standing)
            places = draft.kb.citations(rule.teaches)[:_FEW]
            rows.setdefault(f"{condition} {then}", (Sentence(condition, "fact"), Sentence(then, "course", places)))
        if len(rows) > start:
            groups.append((start, decision["label"]))
    if rows:
        yield draft.paragraph("fact", "plan_appendix", "rules_intro")
        yield _table(draft, "rules", tuple(rows.values()), groups)


def _effect(draft: Draft, rule: Rule) -> dict[str, object]:
    """Return the options that a rule speaks for or against, without the decision, which stands above them."""
    if isinstance(rule.then, Argument):
        labels = [draft.phrases.option(rule.then.decision, one) for one in rule.then.options]
        return {"labels": labels, "favours": rule.then.favours, "joint": rule.then.joint, "groups": []}
    ranking = rule.then if isinstance(rule.then, Ranking) else None
    groups = (
        [[draft.phrases.option(ranking.decision, one) for one in group] for group in ranking.order] if ranking else []
    )
    return {"labels": [], "favours": True, "joint": "all", "groups": groups}


def _bare(text: str) -> str:
    """Return the words of a text without marks, each between blanks."""
    return f" {' '.join(re.findall(_WORD, fold(text)))} "


def _terms(draft: Draft, words: str) -> Iterator[Block]:
    """Yield the concepts that the plan names, in the order of the alphabet; `words`: the plan as `_bare` words."""
    rows: dict[str, tuple[Sentence, ...]] = {}
    for concept in draft.kb.concepts.values():
        names = [_bare(name) for name in concept.names[draft.lang]]
        if any(name in words for name in names):
            sources = draft.kb.citations(concept.teaches)
            origin: From = "course" if sources else "practice"
            meaning = first_sentence(concept.definition[draft.lang])
            name = concept.names[draft.lang][0]
            rows[names[0]] = (Sentence(name[:1].upper() + name[1:], "fact"), Sentence(meaning, origin, sources[:1]))
    if rows:
        yield _table(draft, "terms", [rows[name] for name in sorted(rows)])


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
