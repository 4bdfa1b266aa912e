"""What the hit policy of a decision table does to rows that hold together."""

from __future__ import annotations

import pytest
from small_base import base, for_, resolve, table

from advisor.model.types import HitPolicy, KnowledgeBase


def rows(policy: HitPolicy) -> KnowledgeBase:
    """Return a table whose rows say c, a and a, in this order; the decision lists a, b, c."""
    return base([for_("t.1", "c"), for_("t.2", "a"), for_("t.3", "a")], tables=[table(policy, "t.1", "t.2", "t.3")])


def test_first_takes_the_first_row_that_holds() -> None:
    found = resolve(rows("first"))
    assert (found.outcome, found.decided_by) == (("c",), "overrides")
    assert found.standings == {"t.1": "stands", "t.2": "overridden", "t.3": "overridden"}
    assert resolve(rows("first"), "t.2", "t.3").outcome == ("a",)


def test_priority_takes_the_option_that_the_decision_lists_first() -> None:
    found = resolve(rows("priority"))
    assert (found.outcome, found.standings["t.1"]) == (("a",), "overridden")
    assert resolve(rows("priority"), "t.1").outcome == ("c",)


@pytest.mark.parametrize("policy", ["collect", "rule-order", "output-order"])
def test_the_collecting_policies_count_every_row(policy: HitPolicy) -> None:
    found = resolve(rows(policy))
    assert (found.outcome, found.decided_by) == (("a",), "reasons")
    assert set(found.standings.values()) == {"stands"}


def test_any_lets_rows_hold_that_say_the_same() -> None:
    found = resolve(rows("any"), "t.2", "t.3")
    assert (found.outcome, found.decided_by) == (("a",), "unopposed")


def test_first_orders_the_rows_of_its_own_table_only() -> None:
    kb = base([for_("t.1", "c"), for_("t.2", "a"), for_("u.1", "a")], tables=[table("first", "t.1", "t.2")])
    assert resolve(kb).tied == ("a", "c")


def test_first_in_a_table_of_rows_about_many_options() -> None:
    kb = base(
        [for_("t.1", "a"), for_("t.2", "b"), for_("t.3", "c")],
        kind="some",
        tables=[table("first", "t.1", "t.2", "t.3")],
    )
    assert resolve(kb).outcome == ("a",)
    assert resolve(kb, "t.2", "t.3").outcome == ("b",)
