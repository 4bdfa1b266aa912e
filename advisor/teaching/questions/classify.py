"""Name it: the value of a fact from its signs, an option from its meaning, a term from what it means."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from advisor.explanation.why import unmet_parts
from advisor.model.types import Concept, FactDef, KnowledgeBase, Rule, Text, Value
from advisor.ruleset.compile import options_of
from advisor.ruleset.literals import Arm, arms_of
from advisor.teaching.bench import Sheet, sheet_of
from advisor.teaching.examiner import Examiner
from advisor.teaching.leaks import gives_away
from advisor.teaching.maker import Maker, digest, named
from advisor.teaching.subjects import concept_topic
from advisor.teaching.types import Candidate, Distractor, Question

FORMS = 3


def nodes(maker: Maker) -> tuple[str, ...]:
    """Return facts that rules infer, decisions with several options, and concepts."""
    kb = maker.kb
    inferred = [id_ for id_, fact in kb.facts.items() if id_ in maker.examiner.ruleset.rules_of and fact.options]
    decisions = [id_ for id_, decision in kb.decisions.items() if any(option.meaning for option in decision.options)]
    return (*inferred, *decisions, *kb.concepts)


def candidates(maker: Maker, node: str) -> tuple[Candidate, ...]:
    """Return a candidate for each small sheet of signs, each option's meaning, each definition and example."""
    kb = maker.kb
    if node in kb.facts:
        return tuple(_signs(maker.examiner, kb.facts[node]))
    if node in kb.decisions:
        return tuple(_meanings(kb, node))
    return tuple(_concepts(kb, kb.concepts[node]))


def build(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    """Return the question of a candidate."""
    if candidate.item in maker.kb.facts:
        return _build_inferred(maker, candidate, lots)
    if candidate.item in maker.kb.decisions:
        return _build_meaning(maker, candidate, lots)
    return _build_concept(maker, candidate, lots)


# --- facts that rules infer --------------------------------------------------------------------------------------


def _signs(examiner: Examiner, fact: FactDef) -> Iterator[Candidate]:
    """Yield sheets on which rules infer the fact: the signs of one rule, and those of two that agree."""
    kb = examiner.kb
    single: list[tuple[Sheet, Rule]] = []
    applying = list(arms_of(fact.applies_when, examiner.lists)) if fact.applies_when else [frozenset()]
    around = next(iter([_sheet(kb, arm) for arm in applying]), {})
    for rule in examiner.ruleset.rules_of[fact.id]:
        for arm in examiner.ruleset.arms[rule.id]:
            signs = _sheet(kb, arm)
            if signs:
                single.append((sheet_of({**around, **signs}), rule))
    pairs = [
        (sheet_of({**dict(one), **dict(two)}), rule)
        for index, (one, rule) in enumerate(single)
        for two, other in single[index + 1 :]
        if options_of(rule) == options_of(other) and not (dict(one).keys() & dict(two).keys()) - around.keys()
    ]
    told: set[Sheet] = set()
    for sheet, _ in (*single, *pairs):
        if sheet in told:
            continue
        told.add(sheet)
        held = _held(examiner, fact, dict(sheet))
        points = tuple(dict.fromkeys(point for rule in held for point in rule.teaches))
        id_ = named("classify", fact.id, digest(sheet))
        if points:
            yield Candidate(id=id_, kind="classify", topic=fact.id, item=fact.id, facts=sheet, points=points)


def _sheet(kb: KnowledgeBase, arm: Arm) -> dict[str, Value]:
    """Return answers on which an arm of comparisons with options holds; nothing where it compares numbers."""
    found: dict[str, Value] = {}
    for literal in sorted(arm, key=repr):
        fact = kb.facts.get(literal.test.subject)
        if fact is None or literal.test.op != "in" or not literal.positive:
            return {}
        value = literal.test.values[0]
        found[fact.id] = (str(value),) if fact.type == "choices" else value
    return found


def _held(examiner: Examiner, fact: FactDef, sheet: dict[str, Value]) -> list[Rule]:
    evaluation = examiner.evaluation(sheet, frozenset({fact.id}))
    return [rule for rule in examiner.ruleset.rules_of[fact.id] if evaluation.truth(rule.when)[0]]


def _build_inferred(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    examiner, wording, sheet = maker.examiner, maker.wording, dict(candidate.facts)
    fact = maker.kb.facts[candidate.item]
    if not examiner.is_consistent(sheet):
        return None
    evaluation = examiner.evaluation(sheet, frozenset({fact.id}))
    column = evaluation.columns[fact.id]
    keys = [option for option in fact.options if column.yes.get(option.id)]
    if not column.known or len(keys) != 1:
        return None
    held = _held(examiner, fact, sheet)
    wrong: list[Distractor] = []
    for option in lots.sample(fact.options, len(fact.options)):
        rules = [r for r in examiner.ruleset.rules_of[fact.id] if option.id in options_of(r)]
        if option is keys[0] or any(rule in held for rule in rules):
            continue
        feedback = wording.say("sign_silent", label=option.label)
        if rules:
            rule = min(rules, key=lambda one: (len(unmet_parts(one.when, evaluation)), one.id))
            signs = [wording.condition(rule.when)]
            places = maker.kb.citations(rule.teaches)
            feedback = wording.say("sign_unmet", label=option.label, signs=signs, because=rule.because, places=places)
        wrong.append(Distractor(value=option.id, text=option.label, feedback=feedback))
    wrong += _undecided(maker, fact, keys[0].label, len(wrong))
    said = {"facts": wording.facts(sheet), "label": fact.label, "who": lots.randrange(1_000)}
    said |= {"question": fact.question}
    return maker.finish(
        candidate,
        lots,
        stems=[wording.say("signs", form=form, **said) for form in range(FORMS)],
        key=keys[0].id,
        key_text=keys[0].label,
        why=wording.say("right", reasons=[wording.because(rule) for rule in held[:3]]),
        wrong=wrong,
        level=min(len(sheet), 2),
        facts=sheet,
        points=tuple(dict.fromkeys(point for rule in held for point in rule.teaches)),
    )


def _undecided(maker: Maker, fact: FactDef, key: Text, there: int) -> Iterator[Distractor]:
    """Yield that the signs do not tell and, of a fact with two options, that they point both ways."""
    wording = maker.wording
    yield Distractor(value=(), text=wording.say("signs_open"), feedback=wording.say("signs_not_open", label=key))
    if there < 2:
        both = tuple(sorted(option.id for option in fact.options))
        yield Distractor(
            value=both, text=wording.say("signs_both"), feedback=wording.say("signs_not_both", label=key)
        )  # fmt: skip


# --- options from their meaning --------------------------------------------------------------------------------------


def _meanings(kb: KnowledgeBase, node: str) -> Iterator[Candidate]:
    for option in kb.decisions[node].options:
        points = tuple(dict.fromkeys(p for one in (*option.advantages, *option.disadvantages) for p in one.teaches))
        spoken = tuple(p for rule in kb.rules.values() if rule.target == node and option.id in options_of(rule)
                       for p in rule.teaches)  # fmt: skip
        if option.meaning and (points or spoken):
            id_ = named("classify", node, option.id)
            taught = (points or spoken)[:2]
            yield Candidate(id=id_, kind="classify", topic=node, item=node, asked=option.id, points=taught)


def _build_meaning(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    wording, decision = maker.wording, maker.kb.decisions[candidate.item]
    option = decision.option(candidate.asked)
    if option.meaning is None:
        return None
    others = [one for one in decision.options if one.id != option.id and one.meaning and one.meaning != option.meaning]
    lots.shuffle(others)
    near = [one for other in maker.kb.decisions.values() if other.area == decision.area and other is not decision
            for one in other.options if one.meaning]  # fmt: skip
    lots.shuffle(near)
    wrong = [
        Distractor(value=one.id, text=one.label, feedback=wording.say("means", label=one.label, meaning=one.meaning))
        for one in (*others, *near)
        if one.id != option.id and not gives_away(one.label, option.label, ())
    ]
    said = {"meaning": option.meaning, "decision": decision.label}
    return maker.finish(
        candidate,
        lots,
        stems=[wording.say("meaning", form=form, **said) for form in range(FORMS)],
        key=option.id,
        key_text=option.label,
        why=wording.say("means", label=option.label, meaning=option.meaning),
        wrong=wrong,
        level=1,
    )


# --- terms -------------------------------------------------------------------------------------------------------


def _concepts(kb: KnowledgeBase, concept: Concept) -> Iterator[Candidate]:
    topic = concept_topic(kb, concept)
    for asked in ("definition", *(("example",) if concept.example else ())):
        if concept.teaches:
            id_ = named("classify", concept.id, asked)
            yield Candidate(
                id=id_, kind="classify", topic=topic, item=concept.id, asked=asked, points=concept.teaches
            )  # fmt: skip


def _name(concept: Concept) -> Text:
    return Text(concept.names["vi"][0], concept.names["en"][0])


def _build_concept(maker: Maker, candidate: Candidate, lots: Random) -> Question | None:
    wording, kb = maker.wording, maker.kb
    concept = kb.concepts[candidate.item]
    told = concept.example if candidate.asked == "example" else concept.definition
    if told is None:
        return None
    area = candidate.topic.partition(".")[0]
    groups: tuple[list[Concept], list[Concept], list[Concept]] = ([], [], [])
    for other in kb.concepts.values():
        if other.id != concept.id and not set(other.teaches) & set(concept.teaches):
            topic = concept_topic(kb, other)
            rank = 0 if topic == candidate.topic else 1 if topic.partition(".")[0] == area else 2
            groups[rank].append(other)
    wrong: list[Distractor] = []
    for group in groups:
        for other in lots.sample(group, len(group)):
            feedback = wording.say("term_means", label=_name(other), meaning=other.definition)
            if len(wrong) < 6:
                wrong.append(Distractor(value=other.id, text=_name(other), feedback=feedback))
    return maker.finish(
        candidate,
        lots,
        stems=[
            wording.say("term", form=form, meaning=told, example=candidate.asked == "example") for form in range(FORMS)
        ],
        key=concept.id,
        key_text=_name(concept),
        why=wording.say("term_means", label=_name(concept), meaning=concept.definition),
        wrong=wrong,
        level=2 if candidate.asked == "example" else 1,
    )
