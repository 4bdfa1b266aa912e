"""Read an expression.

The grammar is a subset of Python's expressions, so Python's own parser reads it
(`ast.parse` builds a tree and runs nothing). Every node that is not on the short
list below is refused.
"""

from __future__ import annotations

import ast
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from advisor.diagnostics import said
from advisor.errors import FormulaError
from advisor.formula.types import LOGIC, Apply, Expression, Name, Number, is_truth

MAX_LENGTH = 500

_BINARY: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_FUNCTIONS = {"min": None, "max": None, "abs": 1, "ceil": 1}


def parse_expression(text: str) -> Expression:
    """Return the tree of an expression such as `home.rent / home.rooms`.

    Raises FormulaError, with the column, for anything outside the language.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(said("the expression is longer than {max_length} characters", max_length=MAX_LENGTH))
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", 1) or 1
        reason = getattr(error, "msg", None) or said("too deeply nested")
        raise FormulaError(said("not an expression: {reason}", reason=reason), column - 1) from None


def _refuse(node: ast.AST, what: str) -> NoReturn:
    raise FormulaError(
        said(
            "{what} is not part of the formula language; "
            "it has numbers, ids, + - * / ( ), min, max, abs, ceil and comparisons",
            what=what,
        ),
        getattr(node, "col_offset", 0),
    )


def _read(node: ast.expr) -> Expression:
    match node:
        case ast.Constant(value=bool() | None):
            _refuse(node, str(node.value))
        case ast.Constant(value=int() | float()) if _decimal(node).is_finite():
            return Number(_decimal(node))
        case ast.Constant(value=str(text)):
            return _with_unit(node, text)
        case ast.Name() | ast.Attribute():
            return Name(_dotted(node))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _apply("neg", [operand])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _apply("not", [operand])
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return _apply(_BINARY[type(operator)], [left, right])
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARE:
            return _apply(_COMPARE[type(sign)], [left, right])
        case ast.BoolOp(op=operator, values=values):
            return _apply("and" if isinstance(operator, ast.And) else "or", values)
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]) if function in _FUNCTIONS:
            wanted = _FUNCTIONS[function]
            if not args or (wanted and len(args) != wanted):
                _refuse(node, said("{function} with {count} arguments", function=function, count=len(args)))
            return _apply(function, args)
        case _:
            _refuse(node, f"'{ast.unparse(node)}'")


def _apply(op: str, operands: list[ast.expr]) -> Apply:
    """Return the application, or refuse amounts where a comparison belongs and the other way round."""
    args = tuple(_read(operand) for operand in operands)
    for operand, arg in zip(operands, args, strict=True):
        if is_truth(arg) != (op in LOGIC):
            wanted = said("a comparison") if op in LOGIC else said("an amount")
            raise FormulaError(
                said("'{op}' takes {wanted}, not '{operand}'", op=op, wanted=wanted, operand=ast.unparse(operand)),
                operand.col_offset,
            )
    return Apply(op, args)


def _decimal(node: ast.Constant) -> Decimal:
    # repr of the float Python read is the shortest text that gives it back: 0.15 stays 0.15
    return Decimal(repr(node.value))


def _with_unit(node: ast.Constant, text: str) -> Number:
    number, _, unit = text.strip().partition(" ")
    try:
        value = Decimal(number)
    except InvalidOperation:
        _refuse(node, said("the text {text}", text=repr(text)))
    if not value.is_finite():
        _refuse(node, said("the text {text}", text=repr(text)))
    return Number(value, unit.strip())


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    _refuse(node, f"'{ast.unparse(node)}'")
