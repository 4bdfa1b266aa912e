"""What every question promises, checked without the code that made it: experta consults on each answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from advisor.consultation.consult import Advisor
from advisor.consultation.findings import Finding
from advisor.evaluate.evaluator import Evaluator
from advisor.evaluate.variables import Block
from advisor.model.logic import Argument, Ranking
from advisor.model.types import KnowledgeBase
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for
from advisor.teaching.types import Question

LANGS = ("vi", "en")


def faults(questions: Sequence[Question], ruleset: Ruleset, *, consult: bool = True) -> list[str]:
    """Return everything that is wrong with the questions, a line each."""
    advisor = Advisor(ruleset)
    found: list[str] = []
    stems: dict[str, str] = {}
    for one in questions:
        mine = list(_shape(one, ruleset.kb))
        for lang in LANGS:
            stem = one.stem[lang]  # type: ignore[literal-required,index]
            if stem in stems:
                mine.append(f"same stem as {stems[stem]}")
            stems[stem] = one.id
        if consult:
            mine += _engine(one, advisor)
        found += [f"{one.id}: {fault}" for fault in mine]
    if len({one.id for one in questions}) != len(questions):
        found.append("an id stands twice")
    return found


def texts(one: Question) -> Iterator[tuple[str, str]]:
    """Yield every text of a question with its language."""
    every = [
        one.stem,
        one.key_text,
        one.why,
        *(d.text for d in one.distractors),
        *(d.feedback for d in one.distractors),
    ]
    for text in every:
        yield "vi", text.vi
        yield "en", text.en


def _shape(one: Question, kb: KnowledgeBase) -> Iterator[str]:
    if len(one.distractors) < (1 if isinstance(one.key, bool) else 3):
        yield "too few wrong answers"
    if not one.sources or any(re.fullmatch(r"[\w.-]+:\d+(-\d+)?", place) is None for place in one.sources):
        yield f"no place in the documents: {one.sources}"
    for lang, text in texts(one):
        if not text.strip():
            yield f"an empty text in {lang}"
        if text != unicodedata.normalize("NFC", text):
            yield f"not composed: {text}"
        if re.search(r"[{}]|\b[a-z]+\.[a-z]+_[a-z_]+\b|\bNone\b|““|””|\.\.(?!\.)| ,|\[\]|N/A", text):
            yield f"an id or placeholder: {text}"
    for lang in LANGS:
        answers = [one.key_text[lang], *(d.text[lang] for d in one.distractors)]  # type: ignore[index]
        if len({answer.casefold() for answer in answers}) != len(answers):
            yield f"two answers read the same: {answers}"
        plain = " ".join(re.findall(r"\w+", one.stem[lang].casefold()))  # type: ignore[index]
        key = " ".join(re.findall(r"\w+", answers[0].casefold()))
        if not isinstance(one.key, bool) and re.search(rf"\b{re.escape(key)}\b", plain):
            yield f"the stem holds the key: {answers[0]}"
    values = [repr(one.key), *(repr(d.value) for d in one.distractors)]
    if len(set(values)) != len(values):
        yield "two answers have the same value"


def _engine(one: Question, advisor: Advisor) -> Iterator[str]:
    check = {"choose": _choose, "change": _change, "missing": _missing, "order": _order, "calculate": _calculate}
    if one.kind in check and (one.goal or one.facts):
        yield from check[one.kind](one, advisor)
    elif one.kind == "classify" and one.facts:
        yield from _classify(one, advisor)


def _choose(one: Question, advisor: Advisor) -> Iterator[str]:
    finding = _finding(advisor, one)
    if ".sure." in one.id:
        ends = [end.outcome for end in finding.possible] or [finding.outcome]
        wrong = {str(distractor.value) for distractor in one.distractors}
        if any(one.key not in end or wrong & set(end) for end in ends) or finding.conflicts:
            yield f"the option is not sure: {one.key} of {ends}"
        return
    if finding.status != "settled" or finding.tied:
        yield f"not settled: {finding.status}"
    if any(len(conflict.claims) > 1 for conflict in finding.conflicts):
        yield "a conflict is open"
    key = one.key if isinstance(one.key, tuple) else (one.key,)
    whole = tuple(sorted(finding.outcome)) == tuple(sorted(str(option) for option in key))
    part = len(key) == 1 and key[0] in finding.outcome
    if not (whole or part):
        yield f"the key is {key}, the engine says {finding.outcome}"
    for wrong in one.distractors:
        value = wrong.value if isinstance(wrong.value, tuple) else (wrong.value,)
        if sorted(map(str, value)) == sorted(finding.outcome):
            yield f"a wrong answer is right: {value}"
        if part and not whole and len(value) == 1 and value[0] in finding.outcome:
            yield f"a wrong answer is part of the outcome: {value}"
    idle = [fact for fact in one.facts if _is_idle(advisor, one, finding, fact)]
    if len(idle) > 1:
        yield f"idle facts: {idle}"


def _is_idle(advisor: Advisor, one: Question, finding: Finding, fact: str) -> bool:
    rest = {id_: value for id_, value in one.facts.items() if id_ != fact}
    other = advisor.consult(rest, [one.goal]).findings[one.goal]
    return other.status == "settled" and other.outcome == finding.outcome


def _finding(advisor: Advisor, one: Question, more: Mapping[str, object] | None = None) -> Finding:
    return advisor.consult({**one.facts, **(more or {})}, [one.goal]).findings[one.goal]  # type: ignore[dict-item]


def _classify(one: Question, advisor: Advisor) -> Iterator[str]:
    known = advisor.consult(dict(one.facts), []).facts.get(one.topic)
    if known is None or known.by != "inference" or known.value != one.key:
        yield f"the engine infers {known}"


def _change(one: Question, advisor: Advisor) -> Iterator[str]:
    now = _finding(advisor, one)
    if now.status != "settled" or now.tied or len(now.conflicts) > 0:
        yield f"not settled: {now.status}"
    assert isinstance(one.key, Mapping)
    after = _finding(advisor, one, one.key)
    if after.status != "settled" or after.outcome == now.outcome:
        yield f"the key changes nothing for sure: {now.outcome} → {after.outcome} {after.status}"
    for wrong in one.distractors:
        assert isinstance(wrong.value, Mapping)
        other = _finding(advisor, one, wrong.value)
        if other.status != "settled" or other.outcome != now.outcome:
            yield f"a wrong answer changes the advice: {wrong.value} → {other.outcome} {other.status}"
    idle = [fact for fact in one.facts if _is_idle(advisor, one, now, fact)]
    if len(idle) > 1:
        yield f"idle facts: {idle}"


def _missing(one: Question, advisor: Advisor) -> Iterator[str]:
    """The rule holds with the key, and neither without it nor with a wrong answer does any rule that says the same."""
    assert isinstance(one.key, Mapping)
    kb = advisor.kb
    rule = next(rule for id_, rule in sorted(kb.rules.items(), reverse=True) if one.id.startswith(f"missing.{id_}."))
    told = next(iter(_spoken(kb, rule.id)))
    before, after = _finding(advisor, one), _finding(advisor, one, one.key)
    if not any(argument.rule == rule.id for argument in after.arguments):
        yield "the rule does not hold with the key"
    if any(argument.rule == rule.id for argument in before.arguments):
        yield "the rule holds without the key"
    if told[1] and len(_spoken(kb, rule.id)) == 1 and (told[0] not in after.outcome or told[0] in before.outcome):
        yield f"the key does not make it advised: {before.outcome} → {after.outcome}"
    for wrong in one.distractors:
        assert isinstance(wrong.value, Mapping)
        new = {a.rule for a in _finding(advisor, one, wrong.value).arguments} - {a.rule for a in before.arguments}
        if len(_spoken(kb, rule.id)) == 1 and any(told in _spoken(kb, id_) for id_ in new):
            yield f"a wrong answer is a reason too: {wrong.value}"


def _spoken(kb: KnowledgeBase, rule: str) -> set[tuple[str, bool]]:
    then = kb.rules[rule].then
    return {(option, then.favours) for option in then.options} if isinstance(then, Argument) else set()


def _order(one: Question, advisor: Advisor) -> Iterator[str]:
    if one.goal:
        finding = _finding(advisor, one)
        if finding.status != "settled" or finding.outcome != one.key:
            yield f"the engine ranks {finding.outcome} ({finding.status})"
        if any(wrong.value == finding.outcome for wrong in one.distractors):
            yield "a wrong order is right"
        return
    held = {argument.rule for argument in _ranked(one, advisor).arguments}
    orders = [then.order for id_ in held if isinstance(then := advisor.kb.rules[id_].then, Ranking)]
    if not orders:
        yield "no ranking holds"
    for order in orders:
        place = {option: number for number, group in enumerate(order) for option in group}
        if isinstance(one.key, bool):
            first, second = re.search(r"\.pair\.(\w+)\.(\w+)\.", one.id).groups()  # type: ignore[union-attr]
            if (place[first] < place[second]) is not one.key:
                yield f"{first} before {second} is not {one.key}"
            continue
        named = re.search(r"\.after\.(\w+)\.", one.id)
        wanted = place[named[1]] + 1 if named else 0 if ".first." in one.id else len(order) - 1
        right = [option for option, number in place.items() if number == wanted]
        if right != [one.key] or any(wrong.value in right for wrong in one.distractors):
            yield f"at that place stands {right}"


def _ranked(one: Question, advisor: Advisor) -> Finding:
    return advisor.consult(dict(one.facts), [one.topic]).findings[one.topic]


def _calculate(one: Question, advisor: Advisor) -> Iterator[str]:
    formula = one.id.removeprefix("calculate.").rpartition(".")[0]
    nodes = advisor.ruleset.closure(frozenset({formula}))
    evaluation = Evaluator(advisor.ruleset, resolver_for(advisor.ruleset), dict(one.facts)).run(Block(()), nodes)
    (number,) = (value for value, _ in evaluation.columns[formula].numbers)
    shown = number * 100 if advisor.kb.formulas[formula].unit == "percent" else number
    if shown != one.key:
        yield f"the engine reckons {shown}, the key is {one.key}"
    if any(wrong.value == shown for wrong in one.distractors):
        yield "a wrong number is right"
