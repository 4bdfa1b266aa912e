"""Patterns, numbers and arithmetic of the rules in the words of CLIPS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from advisor.formula.types import Apply, Expression, Name, Number, divides
from advisor.model.types import FactDef, KnowledgeBase, Value
from advisor.ruleset.compile import list_subjects
from advisor.ruleset.literals import Arm, Literal

NOTHING = "n/a"
"""The value of a node that means nothing for a case; no option can be called so."""

NEVER = "\n  (test (not TRUE))"

_COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "<>"}
_TRUTH = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>", "and": "and", "or": "or", "not": "not"}


def symbol(value: str | bool) -> str:
    """Return an option or a yes-no value as a CLIPS symbol."""
    return str(value).upper() if isinstance(value, bool) else value


def number(value: Decimal) -> str:
    """Return a number as a CLIPS float; beyond fifteen digits it is the nearest one."""
    return repr(float(value))


def text(words: str) -> str:
    """Return words as a CLIPS string."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def fields(value: Value) -> str:
    """Return the fields that a slot holds for a value; of a list with nothing ticked there are none."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, tuple):
        return " ".join(value)
    return symbol(value)


class Patterns:
    """Writes the arms of an antecedent as patterns over the templates of the nodes."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.lists = list_subjects(kb)

    def is_list(self, node: str) -> bool:
        """Return whether the slot of a node may hold no value or several."""
        return node in self.lists or node in self.kb.decisions

    def arms(self, arms: tuple[Arm, ...], indent: str = "  ") -> str:
        """Return the patterns of alternatives: those of the only one, or all under `or`; NEVER where there is none."""
        if not arms:
            return NEVER
        if len(arms) == 1:
            return "".join(f"\n{indent}{one}" for one in self.arm(arms[0]))
        alternatives = (self.arm(arm) for arm in arms)
        written = (one[0] if len(one) == 1 else f"(and {' '.join(one)})" for one in alternatives)
        return f"\n{indent}(or " + f"\n{indent}    ".join(written) + ")"

    def arm(self, arm: Arm) -> list[str]:
        """Return a pattern for each literal of an arm."""
        # a variable of its own for each: the same one twice would have to hold the same value
        return [
            f"({one.test.subject} (value {self._slot(one, f'?v{place}')}))"
            for place, one in enumerate(sorted(arm, key=repr), 1)
        ]

    def _slot(self, literal: Literal, variable: str) -> str:
        subject = literal.test.subject
        if self.is_list(subject):
            return _ticked(literal, variable, subject in self.lists)
        return _single(literal, variable)


def _single(literal: Literal, variable: str) -> str:
    test = literal.test
    if test.op == "known":
        return f"~{NOTHING}" if literal.positive else NOTHING
    if test.op == "in":
        values = [symbol(value) for value in test.values]
        return "|".join(values) if literal.positive else "&".join(f"~{value}" for value in values)
    holds = f"(and (numberp {variable}) ({_COMPARISONS[test.op]} {variable} {number(test.number)}))"
    return f"{variable}&:{holds}" if literal.positive else f"{variable}&:(not {holds})"


def _ticked(literal: Literal, variable: str, many: bool) -> str:
    test = literal.test
    if test.op == "known":
        return f"${variable}&:(not (member$ {NOTHING} {variable}))" if literal.positive else NOTHING
    values = [symbol(value) for value in test.values]
    if not literal.positive:
        return f"${variable}" + "".join(f"&:(not (member$ {value} {variable}))" for value in values)
    return f"$? {'|'.join(values)} $?" if many else "|".join(values)


class Sums:
    """Writes formulas; a name reads the variable that a pattern binds to its number."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    def variable(self, name: str) -> str:
        """Return the variable that holds the number of a fact or formula, percentages as they were answered."""
        return "?" + name

    def value(self, expression: Expression) -> str:
        """Return the expression; where it divides, by functions that pass on a quotient that is none."""
        match expression:
            case Number(amount, _):
                return number(amount)
            case Name(id):
                fact: FactDef | None = self.kb.facts.get(id)
                percent = fact is not None and fact.type == "percent"
                return f"(/ {self.variable(id)} 100.0)" if percent else self.variable(id)
            case Apply("/", args):
                return _call("quotient", args, self.value)
            case Apply("ceil", args):
                return _call("ceiling", args, self.value)
            case Apply("neg", args):
                return self.value(Apply("-", (Number(Decimal(0)), *args)))
            case Apply(op, args):
                return _call(f"reckon {op}" if any(map(divides, args)) else op, args, self.value)

    def truth(self, expression: Expression) -> str:
        """Return a requirement; a comparison with what has no value does not hold."""
        match expression:
            case Apply("and" | "or" | "not" as op, args):
                return _call(op, args, self.truth)
            case Apply(op, args) if any(map(divides, args)):
                return f"(compare {_TRUTH[op]} {' '.join(map(self.value, args))})"
            case Apply(op, args):
                return _call(_TRUTH[op], args, self.value)
            case _:
                raise TypeError(f"not a comparison: {expression!r}")


def _call(function: str, args: Iterable[Expression], write: Callable[[Expression], str]) -> str:
    return f"({function} {' '.join(map(write, args))})"
