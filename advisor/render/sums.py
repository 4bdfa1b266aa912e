"""A sum in words: names, or the numbers put in, bracketed where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from advisor.formula.types import Apply, Expression, Name, Number
from advisor.language.numbers import format_number
from advisor.render.phrases import Phrases

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def sum_text(phrases: Phrases, expression: Expression, inputs: Mapping[str, Decimal] | None, inside: str = "") -> str:
    """Return an expression with names or, given the inputs, with its numbers."""
    match expression:
        case Number(value, _):
            return format_number(value, phrases.lang)
        case Name(id_):
            if inputs is None:
                return phrases.subject(id_)[:1].lower() + phrases.subject(id_)[1:]
            return phrases.bare_amount(id_, inputs[id_])
        case Apply("neg", (inner,)):
            return f"−{sum_text(phrases, inner, inputs, '*')}"
        case Apply("ceil", (inner,)):
            return phrases.words.say("common", "rounded_up", sum=sum_text(phrases, inner, inputs))
        case Apply(op, (left, right)) if op in SIGNS:
            first, second = sum_text(phrases, left, inputs, op), sum_text(phrases, right, inputs, op + "right")
            text = f"{first} {SIGNS[op]} {second}"
            return f"({text})" if _needs_brackets(op, inside) else text
        case Apply(op, args):
            return f"{op}({'; '.join(sum_text(phrases, arg, inputs) for arg in args)})"


def _needs_brackets(op: str, inside: str) -> bool:
    outer, right = inside[:1], inside.endswith("right")
    if outer in ("*", "/"):
        return op in "+-" or (right and outer == "/")
    return outer == "-" and right and op in "+-"
