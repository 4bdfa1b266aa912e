"""Options that exclude each other: the stronger stays, who has fallen excludes nobody, equals tie."""

from __future__ import annotations

from advisor.diagnostics import Span
from advisor.model.types import Decision, Option, Text
from advisor.ruleset.count import _some

WORDS = Text("a", "a")


def decision(**excludes: str) -> Decision:
    options = tuple(Option(id=id_, label=WORDS, excludes=tuple(excludes.get(id_, ""))) for id_ in "abc")
    return Decision(id="d.d", area="d", kind="some", label=WORDS, question=WORDS, options=options, span=Span("x"))


def test_the_chain_gives_the_same_either_way() -> None:
    chain = decision(a="b", b="c")
    assert _some(chain, {"a": (1, 0), "b": (2, 0), "c": (3, 0)}) == (("a", "c"), ())
    assert _some(chain, {"a": (3, 0), "b": (2, 0), "c": (1, 0)}) == (("a", "c"), ())


def test_a_beaten_option_does_not_come_back_as_a_tie() -> None:
    chain = decision(a="b", b="c")
    assert _some(chain, {"a": (2, 0), "b": (2, 0), "c": (3, 0)}) == (("a", "c"), ())


def test_equals_tie() -> None:
    pair = decision(a="b")
    assert _some(pair, {"a": (2, 0), "b": (2, 0)}) == (("a", "b"), ("a", "b"))
