"""What a person names on the command line: by id, or by the name it is shown under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.cli.context import Context
from advisor.errors import UsageError
from advisor.language.letters import fold, nearest, nfc

Names = Mapping[str, tuple[str, ...]]
"""Ids with the names they go by."""


def goal_ids(ctx: Context, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of decisions and areas given by id or label. Raises UsageError with all that is neither."""
    known = {area.id: (area.label.vi, area.label.en) for area in ctx.kb.outline.areas} | _decisions(ctx)
    return _found(ctx, names, known, "unknown_goal")


def decision_id(ctx: Context, name: str) -> str:
    """Return the id of a decision given by id or label. Raises UsageError."""
    return _found(ctx, [name], _decisions(ctx), "unknown_decision")[0]


def option_id(ctx: Context, goal: str, name: str) -> str:
    """Return the id of an option of the decision `goal` given by id, label or synonym. Raises UsageError."""
    decision = ctx.kb.decisions[goal]
    known: dict[str, tuple[str, ...]] = {}
    for outcome in decision.outcomes:
        option = decision.option(outcome)
        also = () if ":" in outcome else (option.label.vi, option.label.en, *option.synonyms)
        known[outcome] = (ctx.phrases.option(goal, outcome), *also)
    shown = [ctx.phrases.option(goal, outcome) for outcome in decision.outcomes]
    return _found(ctx, [name], known, "unknown_option", decision=decision.label[ctx.lang], accepted=shown)[0]


def source_ids(ctx: Context, names: Iterable[str]) -> tuple[str, ...]:
    """Return the preferred sources as they were given. Raises UsageError, in the person's language, for a wrong one."""
    from advisor.consultation.consult import check_preferences

    good = tuple(names)
    documents = [source.id for source in ctx.kb.sources.values() if source.kind == "course"]
    for name in good:
        try:
            check_preferences(ctx.kb, [name])
        except UsageError:
            message = ctx.say("case", "unknown_source", id=name, accepted=documents)
            known = (*documents, *ctx.kb.rules, *ctx.kb.points)
            raise UsageError(_with_guess(ctx, message, nearest(name, known))) from None
    return good


def _decisions(ctx: Context) -> dict[str, tuple[str, ...]]:
    return {one.id: (one.label.vi, one.label.en) for one in ctx.kb.decisions.values()}


def _found(ctx: Context, names: Iterable[str], known: Names, sentence: str, **parts: Any) -> tuple[str, ...]:
    found: list[str] = []
    wrong: list[str] = []
    for name in names:
        id_ = _find(name, known)
        if id_ is None:
            topic = "case" if sentence == "unknown_goal" else "usage"
            near = nearest(name, [*known, *(label for labels in known.values() for label in labels)])
            wrong.append(_with_guess(ctx, ctx.say(topic, sentence, id=name, **parts), near))
        else:
            found.append(id_)
    if wrong:
        raise UsageError("\n".join(wrong))
    return tuple(found)


def _find(name: str, known: Names) -> str | None:
    """Return the id itself, else the one so called; without diacritics only where there is just one."""
    if name in known:
        return name
    said = " ".join(nfc(name).casefold().split())
    called = [id_ for id_, labels in known.items() if said in (nfc(label).casefold() for label in labels)]
    alike = called or [id_ for id_, labels in known.items() if fold(name) in map(fold, labels)]
    return alike[0] if len(alike) == 1 else None


def _with_guess(ctx: Context, message: str, guess: str | None) -> str:
    return f"{message}; {ctx.say('case', 'guess', word=guess)}" if guess else message
