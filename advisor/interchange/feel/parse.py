"""Read FEEL: expressions, and the unary tests of cells.

Names may hold spaces and signs (`Approval Status`, `Approved/Declined`), so a text can only be read
with the names in scope at hand; at each place the longest of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from advisor.interchange.feel import functions
from advisor.interchange.feel.types import (
    ANYTHING,
    Apply,
    Call,
    Choice,
    Compared,
    Expression,
    FeelError,
    Interval,
    Literal,
    Name,
    Path,
    Record,
    Series,
    UnaryTests,
    Within,
)

MAX_LENGTH = 20_000
MAX_DEPTH = 60
MAX_EXPONENT = 6144  # of decimal128

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*", re.UNICODE)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_COMPARE = ("<=", ">=", "!=", "<", ">", "=")
_WORDS = frozenset({"and", "or", "then", "else", "in", "between", "if", "true", "false", "null"})
_CONSTANTS = {"true": True, "false": False, "null": None}
_BEYOND = ("for", "some", "every", "function", "instance of")


def parse_expression(text: str, names: Iterable[str] = ()) -> Expression:
    """Return the tree of an expression; `names` are the variables in scope.

    Raises FeelError, with the column, for what cannot be read.
    """
    return _Reader(text, names).whole()


def parse_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Return what a cell asks of its input; raises FeelError."""
    return _Reader(text, names).whole_tests()


class _Reader:
    """Reads one text from left to right; one method for each level of binding."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelError(f"the expression is longer than {MAX_LENGTH} characters")
        self.text = text
        self.at = 0
        self.depth = 0
        self.names = _longest_first(names)

    # --- the whole ---------------------------------------------------------------------------------

    def whole(self) -> Expression:
        expression = self.expression()
        self._end()
        return expression

    def whole_tests(self) -> UnaryTests:
        start = self.at
        if self._take("-"):
            self._space()
            if self.at == len(self.text):
                return ANYTHING
            self.at = start
        tests = self._negated() or UnaryTests(self._tests())
        self._end()
        return tests

    def _negated(self) -> UnaryTests | None:
        start = self.at
        if self._take_word("not") and self._take("("):
            tests = UnaryTests(self._tests(), negated=True)
            self._need(")")
            self._space()
            if self.at == len(self.text):
                return tests
        self.at = start  # `not(x) and …` is an expression
        return None

    def _tests(self) -> tuple[Expression, ...]:
        tests = [self.test()]
        while self._take(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> Expression:
        """Return one positive unary test."""
        for op in _COMPARE:
            if self._take(op):
                self._deeper()
                end = self.sum()
                self.depth -= 1
                return Compared(op, end)
        return self.expression()

    # --- levels of binding ---------------------------------------------------------------------------

    def expression(self) -> Expression:
        self._deeper()
        found = self._any_of()
        self.depth -= 1
        return found

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._error("nested too deep")

    def _any_of(self) -> Expression:
        parts = [self._all_of()]
        while self._take_word("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Apply("or", tuple(parts))

    def _all_of(self) -> Expression:
        parts = [self._comparison()]
        while self._take_word("and"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else Apply("and", tuple(parts))

    def _comparison(self) -> Expression:
        left = self.sum()
        for op in _COMPARE:
            if self._take(op):
                return Apply(op, (left, self.sum()))
        if self._take_word("between"):
            low = self.sum()
            if not self._take_word("and"):
                raise self._error("`between` needs `and`")
            return Within(left, UnaryTests((Interval(low, self.sum(), True, True),)))
        if self._take_word("in"):
            start = self.at
            if self._take("("):
                tests = self._tests()
                if self._take(")"):
                    return Within(left, UnaryTests(tests))
                self.at = start  # an open interval, such as (1..5]
            return Within(left, UnaryTests((self.test(),)))
        return left

    def sum(self) -> Expression:
        left = self._product()
        while True:
            op = self._take_any("+", "-")
            if op is None:
                return left
            left = Apply(op, (left, self._product()))

    def _product(self) -> Expression:
        left = self._power()
        while True:
            if self._sees("**"):
                return left
            op = self._take_any("*", "/")
            if op is None:
                return left
            left = Apply(op, (left, self._power()))

    def _power(self) -> Expression:
        left = self._unary()
        while self._take("**"):
            left = Apply("**", (left, self._unary()))
        return left

    def _unary(self) -> Expression:
        if self._take("-"):
            self._deeper()
            inner = self._unary()
            self.depth -= 1
            if isinstance(inner, Literal) and isinstance(inner.value, Decimal):
                return Literal(-inner.value)
            return Apply("neg", (inner,))
        return self._postfix()

    def _postfix(self) -> Expression:
        found = self._primary()
        while self._sees(".") and not self._sees(".."):
            self._take(".")
            self._space()
            match = _WORD.match(self.text, self.at)
            if match is None:
                raise self._error("a name must follow the dot")
            self.at = match.end()
            found = Path(found, match.group())
        return found

    # --- what stands by itself -------------------------------------------------------------------------

    def _primary(self) -> Expression:
        self._space()
        if self.at >= len(self.text):
            raise self._error("the expression ends too early")
        if self.text[self.at] in '"@':
            return self._quoted()
        number = _NUMBER.match(self.text, self.at)
        if number:
            value = Decimal(number.group())
            if not -MAX_EXPONENT < value.adjusted() < MAX_EXPONENT:
                raise self._error("the number is too large or too small")
            self.at = number.end()
            return Literal(value)
        if self._take("?"):
            return Name("?")
        if self._take("{"):
            return self._record()
        for opening in "[](":
            if self._sees(opening):
                return self._bracket(opening)
        return self._named()

    def _quoted(self) -> Expression:
        at_sign = self._take("@")
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise self._error("the text has no closing quotation mark")
        self.at = match.end()
        text = self._unescaped(match)
        return Call("@", (Literal(text),)) if at_sign else Literal(text)

    def _unescaped(self, quoted: re.Match[str]) -> str:
        try:
            return _ESCAPE.sub(_unescape, quoted.group(1))
        except ValueError:  # \U counts further than there are characters
            raise self._error("the text has an escape that is no character") from None

    def _bracket(self, opening: str) -> Expression:
        """Return an interval, a list, or what stands in round brackets."""
        start = self.at
        self._take(opening)
        if opening == "[" and self._take("]"):
            return Series(())
        first = self.expression() if opening != "[" else self.test()
        if self._take(".."):
            high = self.expression()
            closing = self._take_any("]", ")", "[")
            if closing is None:
                raise self._error("the interval has no end; it ends in ], ) or [")
            return Interval(first, high, opening == "[", closing == "]")
        if opening == "]":
            self.at = start
            raise self._error("an interval needs `..`")
        if opening == "(":
            self._need(")")
            return first
        items = [first]
        while self._take(","):
            items.append(self.test())
        self._need("]")
        return Series(tuple(items))

    def _record(self) -> Expression:
        entries: list[tuple[str, Expression]] = []
        while not self._take("}"):
            self._space()
            quoted = _STRING.match(self.text, self.at)
            if quoted:
                key, self.at = self._unescaped(quoted), quoted.end()
                self._need(":")
            else:
                end = self.text.find(":", self.at)
                if end < 0:
                    raise self._error("a context entry needs `:`")
                key, self.at = " ".join(self.text[self.at : end].split()), end + 1
            entries.append((key, self.expression()))
            if not self._sees("}"):
                self._need(",")
        return Record(tuple(entries))

    def _named(self) -> Expression:
        for pattern, name in self.names:
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                return Name(name)
        for word in _BEYOND:
            if self._sees_word(word):
                raise self._error(f"`{word}` is beyond the part of FEEL that is read here")
        if self._take_word("if"):
            return self._choice()
        for function in functions.NAMES:
            start = self.at
            if self._take_word(function) and self._take("("):
                return Call(function, self._arguments())
            self.at = start
        match = _WORD.match(self.text, self.at)
        if match is None:
            raise self._error(f"'{self.text[self.at]}' is not expected here")
        word = match.group()
        if word in _CONSTANTS:
            self.at = match.end()
            return Literal(_CONSTANTS[word])
        if word in _WORDS:
            raise self._error(f"`{word}` is not expected here")
        raise self._error(f"nothing in scope is called '{word}'")

    def _choice(self) -> Expression:
        condition = self.expression()
        if not self._take_word("then"):
            raise self._error("`if` needs `then`")
        then = self.expression()
        if not self._take_word("else"):
            raise self._error("`if` needs `else`")
        return Choice(condition, then, self.expression())

    def _arguments(self) -> tuple[Expression, ...]:
        if self._take(")"):
            return ()
        args = [self.expression()]
        while self._take(","):
            args.append(self.expression())
        self._need(")")
        return tuple(args)

    # --- characters -------------------------------------------------------------------------------------

    def _space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()

    def _sees(self, sign: str) -> bool:
        self._space()
        return self.text.startswith(sign, self.at)

    def _take(self, sign: str) -> bool:
        if not self._sees(sign):
            return False
        self.at += len(sign)
        return True

    def _take_any(self, *signs: str) -> str | None:
        return next((sign for sign in signs if self._take(sign)), None)

    def _sees_word(self, word: str) -> bool:
        self._space()
        return _word(word).match(self.text, self.at) is not None

    def _take_word(self, word: str) -> bool:
        self._space()
        match = _word(word).match(self.text, self.at)
        if match is None:
            return False
        self.at = match.end()
        return True

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self._error(f"`{sign}` is missing")

    def _end(self) -> None:
        self._space()
        if self.at < len(self.text):
            raise self._error(f"'{self.text[self.at :][:20]}' is left over")

    def _error(self, message: str) -> FeelError:
        return FeelError(f"{message} (column {self.at + 1} of `{self.text.strip()[:60]}`)", self.at + 1)


def _longest_first(names: Iterable[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"), name)
        for name in sorted({name for name in names if name.split()}, key=lambda name: (-len(name), name))
    )


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(word.split()) + r"(?!\w)")


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _PLAIN_ESCAPES.get(code, code)
