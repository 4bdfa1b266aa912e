"""What is behind a question: why it is asked, what its terms mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.interview.next_question import Question
from advisor.interview.reasons_to_ask import Led, answers_to_try, consequences, readers
from advisor.interview.session import sheet
from advisor.interview.terms import Term, concept_term, find_terms, guess_term, terms_within
from advisor.model.types import NUMERIC, FactDef, Value

if TYPE_CHECKING:
    from advisor.interview.terminal import Conversation

SHOWN_RULES, SHOWN_GOALS, SHOWN_TERMS, SHOWN_LABELS = 2, 3, 3, 4
"""How many rules, further decisions, terms and answers of a kind are shown before the rest is only counted."""


# --- why --------------------------------------------------------------------------------------------------------


def show_why(talk: Conversation, question: Question) -> None:
    """Say which decisions a question serves, what each answer would lead to, and by which rules."""
    kb, lang, ruleset = talk.advisor.kb, talk.phrases.lang, talk.advisor.ruleset
    goal, fact = kb.decisions[question.because], kb.facts[question.fact]
    values = answers_to_try(ruleset, fact, question.options)
    goals = (goal.id, *(one for one in talk.session.goals if one != goal.id))
    found = consequences(ruleset, talk.resolver, sheet(talk.session), fact.id, values, goals)
    talk.screen.say("why", decision=goal.label[lang], question=goal.question[lang])
    groups = found.get(goal.id, ())
    if len(groups) > 1:
        for led in groups:
            _say_led(talk, fact, goal.id, led)
    elif groups:
        talk.screen.say("why_not_alone", indent="  ")
    for rule in readers(ruleset, fact.id, goal.id)[:SHOWN_RULES]:
        talk.screen.say(
            "why_rule", because=rule.because[lang], sources=list(kb.citations(rule.teaches)), indent="  "
        )  # fmt: skip
    others = [one for one in goals[1:] if len(found.get(one, ())) > 1]
    if others:
        labels = [kb.decisions[one].label[lang] for one in others]
        talk.screen.say("why_others", labels=labels[:SHOWN_GOALS], more=max(0, len(labels) - SHOWN_GOALS))


def _say_led(talk: Conversation, fact: FactDef, goal: str, led: Led) -> None:
    to, decision = led.to, talk.advisor.kb.decisions[goal]
    narrowed = decision.kind == "one" and 1 < len(to.left) < len(decision.options)
    talk.screen.say(
        "leads_to",
        indent="  ",
        values=[_shown(talk, fact, value) for value in led.values[:SHOWN_LABELS]],
        more=max(0, len(led.values) - SHOWN_LABELS),
        outcome=talk.phrases.outcome(goal, to.result.outcome),
        kind=to.result.kind,
        certain=to.certain,
        left=talk.phrases.outcome(goal, to.left) if narrowed else [],
    )


def _shown(talk: Conversation, fact: FactDef, value: Value) -> str:
    """Return an answer as it is to be read in a list; a number only stands for those around it."""
    shown = talk.phrases.value(fact.id, value)
    return talk.phrases.words.say("session", "about_number", number=shown) if fact.type in NUMERIC else shown


# --- terms ------------------------------------------------------------------------------------------------------


def show_term(talk: Conversation, question: Question, asked: str) -> None:
    """Explain the word that was asked about, or else the terms a question uses."""
    if asked:
        _explain_word(talk, asked)
        return
    kb, lang = talk.advisor.kb, talk.phrases.lang
    fact = kb.facts[question.fact]
    own = concept_term(kb, fact.concept, lang)
    texts = [fact.question[lang], fact.label[lang], *(option.label[lang] for option in question.options)]
    if fact.help:
        texts.append(fact.help[lang])
    used = tuple(term for term in terms_within(kb, texts, lang) if term != own)
    shown = (own,) if own else used[:2]
    for term in shown:
        _say_term(talk, term)
    meanings = [(option.label[lang], option.meaning[lang]) for option in question.options if option.meaning]
    if not shown:
        talk.screen.say("no_term", meanings=len(meanings))
    for label, meaning in meanings:
        talk.screen.say("meaning", label=label, meaning=meaning, indent="  ")
    talk.screen.say("other_terms", names=[term.names[0] for term in used if term not in shown][:SHOWN_LABELS])


def _explain_word(talk: Conversation, asked: str) -> None:
    kb, lang = talk.advisor.kb, talk.phrases.lang
    found = find_terms(kb, asked, lang)
    for term in found[:SHOWN_TERMS]:
        _say_term(talk, term)
    if not found:
        talk.screen.say("term_not_found", asked=asked, guess=guess_term(kb, asked, lang))
    elif len(found) > SHOWN_TERMS:
        talk.screen.say("terms_more", names=[term.names[0] for term in found[SHOWN_TERMS : SHOWN_TERMS + 6]])


def _say_term(talk: Conversation, term: Term) -> None:
    kb, lang = talk.advisor.kb, talk.phrases.lang
    by_document: dict[str, dict[str, list[str]]] = {}
    for point in (kb.points[one] for one in term.points[:SHOWN_LABELS]):
        citations = by_document.setdefault(point.source, {}).setdefault(point.section, [])
        if point.citation not in citations:
            citations.append(point.citation)
    documents = [
        {
            "title": kb.sources[source].title[lang],
            "places": [{"section": section, "citations": found} for section, found in sections.items()],
        }
        for source, sections in by_document.items()
    ]
    talk.screen.say(
        "term", names=list(dict.fromkeys(term.names)), definition=term.definition, example=term.example,
        parts=list(term.parts), documents=documents,
    )  # fmt: skip
