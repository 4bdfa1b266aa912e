"""Changed answers as words of the command line: FACT=VALUE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.cli.context import Context
from advisor.diagnostics import closest
from advisor.errors import UsageError
from advisor.model.values import ValueProblem, read_value

if TYPE_CHECKING:
    from advisor.model.types import Value


def read_changes(ctx: Context, words: tuple[str, ...]) -> dict[str, Value | None]:
    """Return the facts and values of FACT=VALUE words; None is don't-know (FACT=?).

    Raises UsageError with all that is wrong with them.
    """
    found: dict[str, Value | None] = {}
    wrong: list[str] = []
    for word in words:
        id_, equals, raw = word.partition("=")
        fact = ctx.kb.facts.get(id_.strip())
        if not equals:
            wrong.append(ctx.say("case", "no_change", text=word, example=next(iter(ctx.kb.facts), "")))
        elif fact is None:
            wrong.append(_with_guess(ctx, "unknown_fact", {"id": id_, "guess": closest(id_, ctx.kb.facts)}))
        else:
            try:
                found[fact.id] = read_value(fact, raw.strip(), ctx.lang)
            except ValueProblem as problem:
                wrong.append(_with_guess(ctx, problem.code.replace("-", "_"), problem.parts))
    if wrong:
        raise UsageError("\n".join(wrong))
    return found


def _with_guess(ctx: Context, sentence: str, parts: dict[str, Any]) -> str:
    said = ctx.say("case", sentence, **{name: part for name, part in parts.items() if name != "guess"})
    return f"{said}; {ctx.say('case', 'guess', word=parts['guess'])}" if parts.get("guess") else said
