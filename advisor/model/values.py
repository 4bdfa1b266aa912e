"""One answer, as written in a file or typed by a person, to the value a fact holds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from advisor.diagnostics import closest, did_you_mean, said
from advisor.language.letters import clean_line, fold, nfc
from advisor.language.numbers import parse_number
from advisor.model.types import NUMERIC, FactDef, Value

MAX_TEXT = 5_000
_YES = frozenset({"yes", "y", "true", "co", "dung", "phai"})
_NO = frozenset({"no", "n", "false", "khong", "sai"})


class ValueProblem(ValueError):  # noqa: N818 - an answer that is refused, not a failure
    """A value that the fact does not accept: what is wrong, and a guess.

    `code` and `parts` are the same for whoever says it in another language.
    """

    def __init__(self, code: str, message: str, hint: str = "", **parts: Any) -> None:
        self.code = code
        self.hint = hint
        self.parts = parts
        super().__init__(message)


def read_value(fact: FactDef, raw: Any, lang: str = "vi") -> Value | None:
    """Return the value of `fact` that `raw` (from YAML, JSON or the command line) stands for.

    None and "?" are don't-know. A number may be a number or a text such as `1,5 tỷ`;
    the amount is in the fact's unit, a percent between 0 and 100. Raises ValueProblem.
    """
    if raw is None or (isinstance(raw, str) and raw.strip() in ("?", "null")):
        return None
    if fact.type == "choice":
        return _choice(fact, raw)
    if fact.type == "choices":
        return _choices(fact, raw)
    if fact.type == "yes-no":
        return _yes_no(fact, raw)
    if fact.type in NUMERIC:
        return _number(fact, raw, lang)
    return _text(fact, raw)


def _choice(fact: FactDef, raw: Any) -> str:
    if isinstance(raw, list):
        if len(raw) == 1:
            return _choice(fact, raw[0])
        raise ValueProblem("one-option", said("'{fact}' takes one option, not a list", fact=fact.id), fact=fact.id)
    ids = [option.id for option in fact.options]
    if isinstance(raw, str) and raw in ids:
        return raw
    matched = _by_label(fact, raw)
    if matched:
        return matched
    raise ValueProblem(
        "no-option",
        said("'{fact}' has no option '{raw}'; it accepts {ids}", fact=fact.id, raw=_show(raw), ids=", ".join(ids)),
        did_you_mean(str(raw), ids), fact=fact.id, raw=_show(raw), accepted=ids, guess=closest(str(raw), ids),
    )  # fmt: skip


def _by_label(fact: FactDef, raw: Any) -> str | None:
    wanted = fold(str(raw))
    for option in fact.options:
        if wanted in (fold(option.label.vi), fold(option.label.en)):
            return option.id
    return None


def _choices(fact: FactDef, raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    if not isinstance(raw, list):
        message = said("'{fact}' takes a list of options, not '{raw}'", fact=fact.id, raw=_show(raw))
        raise ValueProblem("not-a-list", message, fact=fact.id, raw=_show(raw))
    ticked = {_choice(fact, one) for one in raw}
    check_together(fact, sorted(ticked))
    return tuple(sorted(ticked))


def check_together(fact: FactDef, ticked: Sequence[str]) -> None:
    """Raise ValueProblem where options are ticked that do not go together."""
    alone = [option.id for option in fact.options if option.exclusive and option.id in ticked]
    if alone and len(ticked) > 1:
        message = said(
            "'{fact}': '{option}' cannot be chosen together with anything else", fact=fact.id, option=alone[0]
        )
        raise ValueProblem("alone", message, fact=fact.id, option=alone[0])
    if fact.at_most and len(ticked) > fact.at_most:
        message = said(
            "'{fact}' takes at most {at_most} options, not {ticked}",
            fact=fact.id,
            at_most=fact.at_most,
            ticked=len(ticked),
        )
        raise ValueProblem("too-many", message, fact=fact.id, most=fact.at_most, count=len(ticked))


def _yes_no(fact: FactDef, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw))
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueProblem(
        "yes-or-no",
        said("'{fact}' takes yes or no, not '{raw}'", fact=fact.id, raw=_show(raw)),
        fact=fact.id,
        raw=_show(raw),
    )


def _number(fact: FactDef, raw: Any, lang: str) -> Decimal:
    value: Decimal
    if isinstance(raw, (bool, list, dict)):
        raise _no_number(fact, raw)
    if isinstance(raw, (int, float, Decimal)):
        value = Decimal(str(raw))
    else:
        try:
            value = parse_number(str(raw), lang, money=fact.type == "money")
        except (ValueError, InvalidOperation):
            raise _no_number(fact, raw) from None
    if not value.is_finite():
        raise _no_number(fact, raw)
    if abs(value) >= Decimal(10) ** 18:
        raise ValueProblem("too-large-number", said("'{fact}': the number is too large", fact=fact.id), fact=fact.id)
    if (fact.low is not None and value < fact.low) or (fact.high is not None and value > fact.high):
        message = said("'{fact}' must be {range}, not {value}", fact=fact.id, range=_range(fact), value=value)
        raise ValueProblem("out-of-range", message, fact=fact.id, low=fact.low, high=fact.high, raw=value)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _no_number(fact: FactDef, raw: Any) -> ValueProblem:
    example = "1500000" if fact.type == "money" else "15"
    message = said(
        "'{fact}' takes a number such as {example}, not '{raw}'", fact=fact.id, example=example, raw=_show(raw)
    )
    return ValueProblem("no-number", message, fact=fact.id, raw=_show(raw), example=example)


def _range(fact: FactDef) -> str:
    if fact.low is None:
        return said("at most {high}", high=fact.high)
    if fact.high is None:
        return said("at least {low}", low=fact.low)
    return said("between {low} and {high}", low=fact.low, high=fact.high)


def _text(fact: FactDef, raw: Any) -> str:
    if isinstance(raw, (list, dict)):
        raise ValueProblem("no-text", said("'{fact}' takes text", fact=fact.id), fact=fact.id)
    text = clean_line(nfc(str(raw)))
    if len(text) > MAX_TEXT:
        message = said("'{fact}': the text is longer than {max_text} characters", fact=fact.id, max_text=MAX_TEXT)
        raise ValueProblem("too-long", message, fact=fact.id, most=MAX_TEXT)
    return text


def _show(raw: Any) -> str:
    text = clean_line(str(raw))
    return text if len(text) <= 60 else text[:57] + "…"


def plain_value(value: Value | None) -> Any:
    """Return the value as plain data for YAML or JSON: ticked options as a list, whole numbers as int."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
