"""Units as exponents of named dimensions, so that adding đồng to units of goods is found when a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from advisor.diagnostics import said
from advisor.errors import FormulaError
from advisor.formula.types import COMPARISONS, LOGIC, Apply, Expression, Name, Number


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers, such as VND per unit: `(("VND", 1), ("unit", -1))`. Empty: a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        above = "·".join(name if p == 1 else f"{name}^{p}" for name, p in self.powers if p > 0)
        below = "·".join(name if p == -1 else f"{name}^{-p}" for name, p in self.powers if p < 0)
        return f"{above or 1}/{below}" if below else above or "1"

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """Return the unit of a product (sign 1) or quotient (sign -1)."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Unit(tuple(sorted((n, p) for n, p in powers.items() if p)))


PLAIN = Unit()
_NOUGHT = Number(Decimal(0))


def parse_unit(text: str) -> Unit:
    """Read `VND`, `VND/unit`, `unit/person`; `1`, `percent` and nothing are plain numbers."""
    if text in ("", "1", "percent"):
        return PLAIN
    above, _, below = text.partition("/")
    unit = Unit(((above, 1),)) if above != "1" else PLAIN
    return unit.times(Unit(((below, 1),)), -1) if below else unit


def unit_of(expression: Expression, units: Mapping[str, Unit]) -> Unit:
    """Return the unit of an expression; `units` gives that of each name.

    Raises FormulaError where terms of different units are added or compared.
    """
    match expression:
        case Number(_, unit):
            return parse_unit(unit)
        case Name(id):
            return units[id]
        case Apply("*", (left, right)):
            return unit_of(left, units).times(unit_of(right, units))
        case Apply("/", (left, right)):
            return unit_of(left, units).times(unit_of(right, units), -1)
        case Apply("neg" | "abs" | "ceil", (inner,)):
            return unit_of(inner, units)
        case Apply(op, args):
            # nought is nought in every unit, so `volume > 0` needs no unit beside the 0
            return _same(op, [unit_of(arg, units) for arg in args if arg != _NOUGHT] or [PLAIN])


def _same(op: str, units: list[Unit]) -> Unit:
    first = units[0]
    for other in units[1:]:
        if other != first and op not in LOGIC:
            raise FormulaError(
                said(
                    "'{op}' joins {first} with {other}; both sides must have the same unit",
                    op=op,
                    first=first,
                    other=other,
                )
            )
    return PLAIN if op in COMPARISONS or op in LOGIC else first
