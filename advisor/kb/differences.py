"""Which advice differs between two versions of a knowledge base, each difference with the fewest answers that show it.

Only decisions that a change can reach are tried: where they hang on few answers every sheet of answers, else
the cases of both versions, sheets drawn at random, and sheets on which a changed rule holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.sheets import evaluate_sheets
from advisor.kb.changed import Changes, closure_of, compare
from advisor.kb.drawn_sheets import Drawer, Drawn, fit
from advisor.model.types import TestCase, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import resolver_for

RANDOM = 3_000
"""So many sheets are drawn at random."""
AIMED = 1_500
"""So many are drawn besides on which changed rules hold, shared out among the rules."""
MOST = 5
"""So many ways in which one decision differs are told, those that cases show first."""
TRIED = 4
"""From so many sheets that show a difference the smallest witness is looked for."""


class Ending(NamedTuple):
    """What a decision comes to on the answers of a sheet; `absent` in a version that does not have it."""

    state: Literal["absent", "not-applicable", "settled", "tied"]
    outcome: tuple[str, ...] = ()


Endings: TypeAlias = "dict[tuple[Ending, tuple[str, ...]], Bits]"
"""How a decision ends, with the options that are only tied, and the cases in which it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which a decision comes out otherwise.

    Where options are judged each for itself, `before` and `after` are about one option only. `sums`: the same is
    chosen, but an amount differs. `causes`: the changed rules, formulas and so on behind it.
    `witness`: answers that show it, none of which can be left out. `cases`: names of the cases that change so;
    `sheets`: how many of the sheets tried do.
    """

    goal: str
    before: Ending
    after: Ending
    sums: bool
    causes: tuple[str, ...]
    witness: Mapping[str, Value]
    cases: tuple[str, ...]
    sheets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions compared.

    `exact`: decisions of which every sheet of answers was tried; `tried`: sheets in all. `more`: for a decision how
    many further ways there are in which it differs.
    """

    changes: Changes
    differences: tuple[Difference, ...]
    more: Mapping[str, int]
    exact: frozenset[str]
    tried: int
    cases: int


def find_differences(old: Ruleset, new: Ruleset, *, seed: int = 0, count: int = RANDOM) -> Comparison:
    """Return how advice differs between two versions, over all cases of both and `count` random sheets.

    The same versions and `seed` always give the same.
    """
    changes = compare(old, new)
    pair = _Pair(old, new, changes)
    cases = _cases(old, new)
    more: dict[str, int] = {}
    drawer = Drawer((old, new), seed)
    found: list[Difference] = []
    exact: set[str] = set()
    tried = 0
    wide: list[str] = []
    for goal in changes.reached:
        facts = pair.facts([goal])
        sheets = drawer.all_sheets(facts, closure_of(old, [goal]) | closure_of(new, [goal]))
        if sheets is None:
            wide.append(goal)
        else:
            exact.add(goal)
            tried += len(sheets)
            found += pair.differences([goal], cases, sheets, more)
    if wide:
        sheets = _random_sheets(drawer, pair, wide, count)
        tried += len(sheets)
        found += pair.differences(wide, cases, sheets, more)
    order = {id_: place for place, id_ in enumerate(changes.reached)}
    found.sort(key=lambda one: (order[one.goal], -len(one.cases), -one.sheets, one.before, one.after, one.causes))
    return Comparison(
        changes=changes, differences=tuple(found), exact=frozenset(exact), more=more, tried=tried, cases=len(cases)
    )


def case_differences(old: Ruleset, new: Ruleset) -> tuple[Difference, ...]:
    """Return how advice differs between two versions over the cases of the old one alone."""
    changes = compare(old, new)
    return tuple(_Pair(old, new, changes).differences(changes.reached, old.kb.cases, [], {}))


def _cases(old: Ruleset, new: Ruleset) -> list[TestCase]:
    """Return the cases of both versions; those with the same answers once."""
    found: dict[tuple[object, ...], TestCase] = {}
    for case in (*new.kb.cases, *old.kb.cases):
        found.setdefault((case.name, tuple(sorted(case.given.items(), key=repr)), case.prefer), case)
    return sorted(found.values(), key=lambda case: (case.span, case.name))


def _random_sheets(drawer: Drawer, pair: _Pair, goals: Sequence[str], count: int) -> list[Drawn]:
    facts = pair.facts(goals)
    sheets = list(drawer.sheets(facts, count))
    rules = [
        (one, one.kb.rules[id_]) for one in (pair.old, pair.new) for id_ in sorted(pair.causes & one.kb.rules.keys())
    ]
    for ruleset, rule in rules:
        drawn = drawer.sheets(facts, max(AIMED // len(rules), 8))
        sheets += drawer.made_to_hold(ruleset, rule.when, drawn)
    return sheets


class _Pair:
    """Two versions side by side."""

    def __init__(self, old: Ruleset, new: Ruleset, changes: Changes) -> None:
        self.old, self.new = old, new
        self.changes = changes
        self.causes = changes.rules.ids

    def facts(self, goals: Iterable[str]) -> list[str]:
        """Return the facts that goals read in either version."""
        wanted = list(goals)
        nodes = closure_of(self.old, wanted) | closure_of(self.new, wanted)
        return sorted(node for node in nodes if node in self.old.kb.facts or node in self.new.kb.facts)

    def differences(
        self, goals: Sequence[str], cases: Sequence[TestCase], sheets: Sequence[Drawn], more: dict[str, int]
    ) -> Iterator[Difference]:
        """Yield the differences of goals over cases and sheets, each group once with its witness.

        Past MOST groups of a goal the others are only counted, in `more`.
        """
        groups: dict[
            tuple[str, Ending, Ending, bool, tuple[str, ...]], list[tuple[str, Mapping[str, Value | None]]]
        ] = {}
        for wishes in dict.fromkeys(["", *("\n".join(case.prefer) for case in cases)]):
            prefer = tuple(filter(None, wishes.split("\n")))
            named = [(case.name, case.given) for case in cases if case.prefer == prefer]
            tried = [*named, *(("", sheet) for sheet in sheets if not prefer)]
            if tried:
                both = _Both(self, [sheet for _, sheet in tried], goals, prefer)
                for goal in goals:
                    for place, before, after, sums in both.differing(goal):
                        causes = self._causes(both, goal, place)
                        groups.setdefault((goal, before, after, sums, causes), []).append(tried[place])
        told: dict[str, int] = {}
        ordered = sorted(groups.items(), key=lambda group: (-sum(bool(name) for name, _ in group[1]), -len(group[1])))
        for (goal, before, after, sums, causes), found in ordered:
            told[goal] = told.get(goal, 0) + 1
            if told[goal] > MOST:
                more[goal] = more.get(goal, 0) + 1
                continue
            yield Difference(
                goal=goal,
                before=before,
                after=after,
                sums=sums,
                causes=causes,
                witness=self._smallest(goal, (before, after, sums), [sheet for _, sheet in found]),
                cases=tuple(dict.fromkeys(name for name, _ in found if name)),
                sheets=sum(not name for name, _ in found),
            )

    def _causes(self, both: _Both, goal: str, place: int) -> tuple[str, ...]:
        """Return what changed and bears on a goal in a case: rules that hold there, or else whatever else changed."""
        nodes = both.nodes_of(goal)
        for bits in (both.held, both.open):  # a rule that may hold bears on what follows from it too
            rules = [
                id_
                for id_ in sorted(self.causes)
                if any(
                    id_ in one.kb.rules and one.kb.rules[id_].target in nodes and mine.get(id_, 0) >> place & 1
                    for one, mine in zip(both.versions, bits, strict=True)
                )
            ]
            if rules:
                return tuple(rules)
        met = {
            one.id for version in (self.old, self.new) for node in nodes for one in version.conflicts_of.get(node, ())
        }
        others = (self.changes.facts, self.changes.decisions, self.changes.formulas)
        return tuple(
            sorted({id_ for one in others for id_ in one.ids if id_ in nodes} | (self.changes.conflicts.ids & met))
        )

    def _smallest(
        self, goal: str, wanted: tuple[Ending, Ending, bool], sheets: Sequence[Mapping[str, Value | None]]
    ) -> Mapping[str, Value]:
        """Return the fewest answers found that show a difference: none of them can be left out."""
        near = sorted(sheets, key=lambda sheet: (len(sheet), repr(sorted(sheet.items()))))[:TRIED]
        found = [self._shrunk(goal, wanted, sheet) for sheet in near]
        return min(found, key=lambda sheet: (_size(sheet), repr(sheet)))

    def _shrunk(
        self, goal: str, wanted: tuple[Ending, Ending, bool], sheet: Mapping[str, Value | None]
    ) -> dict[str, Value]:
        facts = set(self.facts([goal]))
        now = {id_: value for id_, value in sorted(sheet.items()) if id_ in facts and value is not None}
        if not self._shows(goal, wanted, [now])[0]:  # a don't-know, or a preference, is part of it
            return {id_: value for id_, value in sorted(sheet.items()) if value is not None}
        while True:
            smaller = list(smaller_sheets(now))
            good = [one for one, shows in zip(smaller, self._shows(goal, wanted, smaller), strict=True) if shows]
            if not good:
                return now
            now = good[0]

    def _shows(
        self, goal: str, wanted: tuple[Ending, Ending, bool], sheets: Sequence[Mapping[str, Value]]
    ) -> list[bool]:
        if not sheets:
            return []
        both = _Both(self, sheets, [goal], ())
        shown = {place for place, *rest in both.differing(goal) if tuple(rest) == wanted}
        return [place in shown for place in range(len(sheets))]


def smaller_sheets(sheet: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Yield a sheet with one answer, or one tick, less: the halves of it first, so that much goes at once."""
    ids = list(sheet)
    if len(ids) > 3:
        half = len(ids) // 2
        yield {id_: sheet[id_] for id_ in ids[half:]}
        yield {id_: sheet[id_] for id_ in ids[:half]}
    for id_ in ids:
        yield {other: sheet[other] for other in ids if other != id_}
    for id_, value in sheet.items():
        if isinstance(value, tuple) and len(value) > 1:
            for tick in value:
                yield {**sheet, id_: tuple(one for one in value if one != tick)}


def _size(sheet: Mapping[str, Value]) -> int:
    return sum(max(len(value), 1) if isinstance(value, tuple) else 1 for value in sheet.values())


class _Both:
    """The same sheets under both versions."""

    def __init__(
        self, pair: _Pair, sheets: Sequence[Mapping[str, Value | None]], goals: Sequence[str], prefer: tuple[str, ...]
    ) -> None:
        self.versions = (pair.old, pair.new)
        self.count = len(sheets)
        self.evaluations: list[Evaluation] = []
        self.held: list[dict[str, Bits]] = []
        self.open: list[dict[str, Bits]] = []
        self._nodes: dict[str, frozenset[str]] = {}
        self.prefer = prefer
        for ruleset in self.versions:
            nodes = closure_of(ruleset, goals)
            fitted = [fit(ruleset, sheet) for sheet in sheets]
            found = evaluate_sheets(ruleset, resolver_for(ruleset, prefer), fitted, nodes)
            self.evaluations.append(found)
            self.held.append({rule: yes for rule, (yes, _) in found.rules.items()})
            self.open.append({rule: ~(yes | no) for rule, (yes, no) in found.rules.items()})

    def nodes_of(self, goal: str) -> frozenset[str]:
        """Return what a goal reads in either version."""
        found = self._nodes.get(goal)
        if found is None:
            found = closure_of(self.versions[0], [goal]) | closure_of(self.versions[1], [goal])
            self._nodes[goal] = found
        return found

    def differing(self, goal: str) -> Iterator[tuple[int, Ending, Ending, bool]]:
        """Yield the sheets on which a goal ends otherwise, with both endings and whether only a sum differs."""
        decisions = [ruleset.kb.decisions[goal] for ruleset in self.versions if goal in ruleset.kb.decisions]
        whole = len(decisions) < 2 or any(decision.kind in ("one", "rank") for decision in decisions)
        options = (None,) if whole else tuple(dict.fromkeys(o for one in decisions for o in one.outcomes))
        before, after = (self._endings(goal, version) for version in (0, 1))
        for option in options:
            for one, where in _about(before, option).items():
                for two, there in _about(after, option).items():
                    met = where & there
                    if one == two:
                        met &= self._other_sums(goal, one.outcome)
                    for place in _places(met):
                        yield place, one, two, one == two

    def _endings(self, goal: str, version: int) -> Endings:
        ruleset, found = self.versions[version], self.evaluations[version]
        every = (1 << self.count) - 1
        if goal not in ruleset.kb.decisions:
            return {(Ending("absent"), ()): every}
        resolver = resolver_for(ruleset, self.prefer)
        never = found.applies[goal][1]
        endings: Endings = {(Ending("not-applicable"), ()): never} if never else {}
        for one in found.classes[goal]:
            cases = one.cases & ~never
            if cases:
                result = resolver.resolve_bits(goal, one.certain)
                ending = Ending("tied" if result.tied else "settled", result.outcome), result.tied
                endings[ending] = endings.get(ending, 0) | cases
        return endings

    def _other_sums(self, goal: str, outcome: Sequence[str]) -> Bits:
        """Return where an amount of a chosen option is not the same in both versions."""
        if any(goal not in ruleset.kb.decisions for ruleset in self.versions):
            return 0
        other: Bits = 0
        for option in outcome:
            formulas = [ruleset.kb.decisions[goal].option(option).formula for ruleset in self.versions]
            if not all(formulas):
                continue
            columns = [found.columns[one] for found, one in zip(self.evaluations, formulas, strict=True)]
            same: Bits = 0
            for number, where in columns[0].numbers:
                for there in (bits for same_number, bits in columns[1].numbers if same_number == number):
                    same |= where & there
            other |= (columns[0].known | columns[1].known) & ~same
        return other


def _about(endings: Endings, option: str | None) -> dict[Ending, Bits]:
    """Return how a decision ends in which cases; given an option, only what becomes of that."""
    found: dict[Ending, Bits] = {}
    for (ending, tied), where in endings.items():
        mine = ending
        if option is not None and ending.state in ("settled", "tied"):
            chosen = (option,) if option in ending.outcome else ()
            mine = Ending("tied" if option in tied else "settled", chosen)
        found[mine] = found.get(mine, 0) | where
    return found


def _places(bits: Bits) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
