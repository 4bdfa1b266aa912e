"""Why an option is right, and why another is wrong, from the rules."""

from __future__ import annotations

from advisor.evaluate.evaluation import Evaluation
from advisor.explanation.why import unmet_parts
from advisor.model.logic import AnyOf, Argument
from advisor.model.types import Rule, Text
from advisor.ruleset.compile import options_of
from advisor.teaching.bench import End
from advisor.teaching.examiner import Examiner
from advisor.teaching.wording import Wording


def favours(rule: Rule) -> bool:
    """Return whether a rule speaks for its options (a ranking does)."""
    return not isinstance(rule.then, Argument) or rule.then.favours


def speaking(examiner: Examiner, goal: str, option: str, *, for_it: bool = True) -> tuple[Rule, ...]:
    """Return the rules for an option, or those against it."""
    rules = examiner.ruleset.rules_of.get(goal, ())
    return tuple(rule for rule in rules if favours(rule) == for_it and option in options_of(rule))


def standing(examiner: Examiner, goal: str, end: End) -> frozenset[str]:
    """Return the rules that hold and stand."""
    resolution = examiner.resolver.resolve(goal, end.held)
    return frozenset(rule for rule, how in resolution.standings.items() if how == "stands")


def points_behind(examiner: Examiner, goal: str, end: End, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the course points of the rules that stand for the options."""
    stand = standing(examiner, goal, end)
    rules = [rule for option in options for rule in speaking(examiner, goal, option) if rule.id in stand]
    return tuple(dict.fromkeys(point for rule in rules for point in rule.teaches))


def why_right(examiner: Examiner, wording: Wording, goal: str, end: End, options: tuple[str, ...]) -> Text:
    """Return the reasons for the options that hold, at most three of them."""
    stand = standing(examiner, goal, end)
    rules: dict[str, Rule] = {}
    for option in options:
        mine = [rule for rule in speaking(examiner, goal, option) if rule.id in stand and not rule.default]
        for rule in (mine or [rule for rule in speaking(examiner, goal, option) if rule.id in stand])[:2]:
            rules[rule.id] = rule
    reasons = [wording.because(rule) for rule in list(rules.values())[:3]]
    return wording.say("right", reasons=reasons)


def why_wrong(
    examiner: Examiner, wording: Wording, goal: str, end: End, evaluation: Evaluation, option: str
) -> Text:  # fmt: skip
    """Return why an option is not chosen: a rule against it, a rule for it that is beaten, what its rules lack."""
    label = wording.option(goal, option)
    against = [rule for rule in speaking(examiner, goal, option, for_it=False) if rule.id in end.held]
    if against:
        return wording.say("wrong_against", label=label, because=wording.because(against[0]))
    rules = speaking(examiner, goal, option)
    beaten = [rule for rule in rules if rule.id in end.held]
    if beaten:
        winners = [wording.because(rule) for rule in _for(examiner, goal, end) if option not in options_of(rule)]
        return wording.say("wrong_beaten", label=label, because=wording.because(beaten[0]), winners=winners[:1])
    if not rules:
        return wording.say("wrong_silent", label=label)
    lacking = [(unmet_parts(rule.when, evaluation), rule) for rule in rules]
    unmet, rule = min(
        lacking, key=lambda one: (len(one[0]), any(isinstance(part, AnyOf) for part in one[0]), one[1].id)
    )
    conditions = [wording.condition(part) for part in unmet]
    places = examiner.kb.citations(rule.teaches)
    return wording.say("wrong_unmet", label=label, conditions=conditions, because=rule.because, places=places)


def _for(examiner: Examiner, goal: str, end: End) -> list[Rule]:
    stand = standing(examiner, goal, end)
    rules = examiner.ruleset.rules_of.get(goal, ())
    return [rule for rule in rules if rule.id in stand and favours(rule) and set(options_of(rule)) & set(end.outcome)]
