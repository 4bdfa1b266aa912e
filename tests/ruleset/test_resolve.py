"""How one option wins, step by step of the policy, for every kind of decision."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_base import against, base, conflict, for_, inferred, is_, ranked, resolve

from advisor.model.logic import All, Comparison, Not
from advisor.ruleset.compile import compile_rules
from advisor.ruleset.literals import arms_of, more_specific
from advisor.ruleset.preference import matches_preference
from advisor.ruleset.resolve import MAX_RESOLVERS, resolver_for

F, G = is_("f.x", "x"), is_("g.x", "x")


def test_silence_and_no_rival() -> None:
    kb = base([for_("r1", "a"), for_("r2", "a")])
    nothing = resolve(base([for_("r1", "a", when=F)]), "another.rule")
    assert (nothing.outcome, nothing.decided_by) == ((), "silent")
    assert (resolve(kb).outcome, resolve(kb).decided_by) == (("a",), "unopposed")


def test_who_shares_a_ruleset_shares_what_rules_come_to_but_not_what_others_prefer() -> None:
    ruleset, both = compile_rules(DISPUTED), frozenset({"r1", "r2"})
    plain, wishing = resolver_for(ruleset), resolver_for(ruleset, ["p2"])
    assert wishing.resolve("d.x", both).outcome == ("b",)
    assert plain.resolve("d.x", both).outcome == ("a",)
    assert resolver_for(ruleset, ("p2",)) is wishing
    assert resolver_for(compile_rules(DISPUTED)) is not plain
    for number in range(2 * MAX_RESOLVERS):
        resolver_for(ruleset, [f"S1:{number}"])
    assert resolver_for(ruleset, ["p2"]).resolve("d.x", both).outcome == ("b",)


# --- the person's preference ------------------------------------------------------------------------


DISPUTED = base(
    [for_("r1", "a", point="p1"), for_("r2", "b", point="p2")],
    conflicts=[conflict("prefer", "one", one=("r1",), two=("r2",))],
)


@pytest.mark.parametrize("wish", ["S2", "S2:5", "S2:1-9", "p2", "r2"])
def test_a_preferred_source_beats_the_declared_resolution(wish: str) -> None:
    found = resolve(DISPUTED, prefer=[wish])
    assert (found.outcome, found.decided_by) == (("b",), "preference")
    assert found.standings == {"r1": "set-aside", "r2": "stands"}
    assert found.conflicts == ("c",)


@pytest.mark.parametrize("wish", ["S1", "S2:6-9", "S2:1-4", "S9", "S2:x"])
def test_another_source_leaves_the_declared_resolution(wish: str) -> None:
    found = resolve(DISPUTED, prefer=[wish])
    assert found.outcome == ("a",)
    assert found.standings == {"r1": "stands", "r2": "set-aside"}


def test_preferring_both_sides_prefers_neither() -> None:
    assert resolve(DISPUTED, prefer=["S1", "S2"]).decided_by == "declared"


def test_a_preference_counts_only_where_sources_disagree() -> None:
    kb = base([for_("r1", "a", point="p1"), for_("r2", "b", point="p2"), for_("r3", "b")])
    assert resolve(kb, prefer=["S1"]).outcome == ("b",)


def test_places_are_matched_by_their_lines() -> None:
    ruleset = compile_rules(base([for_("r1", "a", point="p1")]))  # p1 is S1:10-20
    hits = {wish: matches_preference(ruleset, "r1", wish) for wish in ("S1:10", "S1:20", "S1:1-10", "S1:15-99")}
    assert all(hits.values())
    assert not any(matches_preference(ruleset, "r1", wish) for wish in ("S1:9", "S1:21", "S2:10", "S1:21-30", "p2"))


# --- declared conflicts -----------------------------------------------------------------------------


def test_the_declared_side_wins() -> None:
    found = resolve(DISPUTED)
    assert (found.outcome, found.decided_by) == (("a",), "declared")


def test_a_side_that_does_not_hold_settles_nothing() -> None:
    found = resolve(DISPUTED, "r2")
    assert (found.outcome, found.decided_by, found.conflicts) == (("b",), "unopposed", ())


@pytest.mark.parametrize("resolution", ["both", "scope"])
def test_both_and_scope_set_nothing_aside(resolution: str) -> None:
    kb = base([for_("r1", "a"), for_("r2", "b")], conflicts=[conflict(resolution, one=("r1",), two=("r2",))])  # type: ignore[arg-type]
    found = resolve(kb)
    assert set(found.standings.values()) == {"stands"}
    assert (found.tied, found.decided_by, found.conflicts) == (("a", "b"), "tie", ("c",))


def test_a_rule_on_both_sides_is_kept() -> None:
    kb = base([for_("r1", "a"), for_("r2", "b")], conflicts=[conflict("prefer", "one", one=("r1",), two=("r1", "r2"))])
    assert resolve(kb).standings == {"r1": "stands", "r2": "set-aside"}


# --- overrides --------------------------------------------------------------------------------------


def test_an_exception_beats_its_rule() -> None:
    kb = base([for_("general", "a"), against("exception", "a", overrides=("general",)), for_("other", "b")])
    found = resolve(kb)
    assert (found.outcome, found.decided_by) == (("b",), "overrides")
    assert found.standings["general"] == "overridden"
    assert resolve(kb, "general", "other").tied == ("a", "b")


def test_an_exception_to_an_exception_restores_the_rule() -> None:
    kb = base([for_("r1", "a"), for_("r2", "b", overrides=("r1",)), for_("r3", "a", overrides=("r2",))])
    found = resolve(kb)
    assert found.outcome == ("a",)
    assert found.standings == {"r1": "stands", "r2": "overridden", "r3": "stands"}
    assert resolve(kb, "r1", "r2").outcome == ("b",)


def test_a_rule_set_aside_overrides_nothing() -> None:
    kb = base(
        [for_("r1", "a"), for_("r2", "b", overrides=("r1",)), for_("r3", "a")],
        conflicts=[conflict("prefer", "one", one=("r3",), two=("r2",))],
    )
    found = resolve(kb)
    assert found.standings == {"r1": "stands", "r2": "set-aside", "r3": "stands"}
    assert found.outcome == ("a",)


# --- specificity and defaults -----------------------------------------------------------------------


def test_the_more_specific_rule_wins() -> None:
    kb = base([for_("r1", "a", when=F), for_("r2", "b", when=All((F, G)))])
    found = resolve(kb)
    assert (found.outcome, found.decided_by) == (("b",), "specificity")
    assert found.standings["r1"] == "overridden"


def test_rules_that_say_the_same_are_no_rivals() -> None:
    kb = base([for_("r1", "a", when=F), for_("r2", "a", when=All((F, G)))])
    assert set(resolve(kb).standings.values()) == {"stands"}


def test_specificity_needs_implication_not_length() -> None:
    kb = base([for_("r1", "a", when=F), for_("r2", "b", when=All((G, Not(is_("f.x", "y")))))])
    assert resolve(kb).tied == ("a", "b")


def test_a_default_loses_even_to_a_shorter_rule() -> None:
    kb = base([for_("r1", "a", when=All((F, G)), default=True), for_("r2", "b")])
    found = resolve(kb)
    assert (found.outcome, found.standings["r1"]) == (("b",), "overridden")


def test_among_defaults_the_more_specific_wins() -> None:
    kb = base([for_("r1", "a", default=True), for_("r2", "b", when=F, default=True)])
    assert resolve(kb).outcome == ("b",)


def test_a_narrower_number_is_more_specific() -> None:
    wide, narrow = (arms_of(Comparison("n.x", "gt", number=Decimal(n)), frozenset()) for n in (5, 10))
    assert more_specific(narrow, wide)
    assert not more_specific(wide, narrow)


# --- counting reasons, ties -------------------------------------------------------------------------


def test_more_reasons_win() -> None:
    found = resolve(base([for_("r1", "a"), for_("r2", "a"), for_("r3", "b")]))
    assert (found.outcome, found.tied, found.decided_by) == (("a",), (), "reasons")


def test_reasons_against_are_taken_away() -> None:
    found = resolve(base([for_("r1", "a"), for_("r2", "a"), against("r3", "a"), against("r4", "a"), for_("r5", "b")]))
    assert found.outcome == ("b",)


def test_an_option_with_as_much_against_as_for_is_only_a_tie() -> None:
    found = resolve(base([for_("r1", "a"), against("r2", "a")]))
    assert (found.outcome, found.tied, found.decided_by, found.chosen) == (("a",), ("a",), "tie", ())


def test_more_against_than_for_leaves_nothing() -> None:
    assert resolve(base([for_("r1", "a"), against("r2", "a"), against("r3", "a")])).outcome == ()


def test_a_reason_against_alone_recommends_nothing_else() -> None:
    assert resolve(base([against("r1", "a")])).outcome == ()


def test_a_reason_for_one_of_two_leaves_a_tie_that_another_reason_breaks() -> None:
    kb = base([for_("r1", "a", "b"), for_("r2", "b")])
    assert resolve(kb, "r1").tied == ("a", "b")
    assert resolve(kb).outcome == ("b",)


# --- kinds ------------------------------------------------------------------------------------------


def test_some_judges_each_option_for_itself() -> None:
    found = resolve(base([for_("r1", "a"), for_("r2", "b"), for_("r3", "c"), against("r4", "c")], kind="some"))
    assert (found.outcome, found.tied, found.chosen) == (("a", "b", "c"), ("c",), ("a", "b"))


def test_options_that_exclude_each_other_compete() -> None:
    excludes = {"c": ("a", "b")}
    kb = base([for_("r1", "a"), for_("r2", "c"), for_("r3", "c")], kind="some", excludes=excludes)
    assert resolve(kb).outcome == ("c",)
    assert resolve(kb, "r1", "r2").tied == ("a", "c")
    kb = base([for_("r1", "a"), for_("r2", "a"), for_("r3", "c"), for_("r4", "b")], kind="some", excludes=excludes)
    assert resolve(kb, "r1", "r2", "r3").outcome == ("a",)


def test_rank_takes_the_order_most_rules_give() -> None:
    one, two = (("a",), ("b",), ("c",)), (("c",), ("a", "b"))
    kb = base([ranked("r1", *one), ranked("r2", *two), ranked("r3", *two)], kind="rank")
    assert (resolve(kb).outcome, resolve(kb).decided_by) == (("c", "a", "b"), "reasons")
    tie = resolve(kb, "r1", "r2")
    assert tie.tied == tie.outcome == ("a", "b", "c")


def test_direction_weighs_up_against_down() -> None:
    kb = base([for_("r1", "a:up"), for_("r2", "a:up"), for_("r3", "a:down"), for_("r4", "b:down")], kind="direction")
    assert resolve(kb).outcome == ("a:up", "b:down")
    tie = resolve(kb, "r1", "r3", "r4")
    assert (tie.outcome, tie.tied) == (("a:down", "a:up", "b:down"), ("a:down", "a:up"))


def test_value_shows_every_amount_that_is_asked_for() -> None:
    kb = base([for_("r1", "a"), for_("r2", "b")], kind="value")
    assert resolve(kb).outcome == ("a", "b")


def test_an_inferred_fact_takes_the_value_most_signs_point_to() -> None:
    kb = base([inferred("r1", "x"), inferred("r2", "y"), inferred("r3", "y")])
    assert resolve(kb, node="f.x").chosen == ("y",)
    assert resolve(kb, "r1", "r2", node="f.x").chosen == ()
