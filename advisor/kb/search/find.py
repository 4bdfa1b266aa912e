"""Find a complete case in which conditions hold, or show that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from advisor.evaluate.columns import Bits
from advisor.evaluate.evaluation import Evaluation
from advisor.kb.search.cubes import cubes_of, narrowed
from advisor.kb.search.draw import Draw, all_cases, evaluate, evaluate_sheet, some_cases
from advisor.kb.search.space import Question, Space, question_of, size_of
from advisor.model.logic import All, Condition
from advisor.model.types import Value
from advisor.ruleset.compile import Ruleset, list_subjects

EXACT = 1 << 14
"""Up to so many cases all are tried."""
FEW = 1 << 9
"""So many are tried at a time where they are drawn at random."""
TRIES = 3
POOL = 1 << 7
SEED = 20_261_122
"""What is drawn is the same at every run."""

Case = Mapping[str, "Value | None"]
Wanted = Callable[[Evaluation], Bits]
"""The cases of an evaluation that are looked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case that was looked for; without one, `none` says whether it is proven that there is none."""

    case: Case | None
    none: bool = False


class Finder:
    """Looks for cases under one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.lists = list_subjects(ruleset.kb)

    def never(self, conditions: Iterable[Condition]) -> bool:
        """Return whether it is proven that the conditions hold together in no case."""
        return self.find(conditions, short=False).none

    def find(
        self,
        conditions: Iterable[Condition],
        decisions: Iterable[str] = (),
        also: Wanted | None = None,
        *,
        short: bool = True,
    ) -> Verdict:
        """Return a short case in which all conditions hold and, where given, `also` does.

        `decisions`: those that `also` reads the end of. Without `short` it may answer more than is needed.
        """
        wanted = tuple(conditions)
        decisions = tuple(decisions)
        question = question_of(self.ruleset, wanted, decisions)
        condition = All(wanted)

        def met(evaluation: Evaluation) -> Bits:
            bits = evaluation.truth(condition)[0]
            return bits & also(evaluation) if also is not None and bits else bits

        cubes = cubes_of(self.ruleset, wanted, self.lists)
        proven = cubes.all and question.exact
        for cube in cubes.cubes:
            space = narrowed(self.kb, question.space, cube)
            if space is None:
                continue
            case, exact = self._look(question, space, met)
            if case is not None:
                return Verdict(self._shortened(case, question, met) if short else case)
            proven &= exact
        if not proven and question.exact and size_of(question.space) <= EXACT:
            case = self._first(all_cases(self.kb, question.space), question, met)
            if case is None:
                return Verdict(None, none=True)
            return Verdict(self._shortened(case, question, met) if short else case)
        return Verdict(None, none=proven)

    def pool(self, conditions: Iterable[Condition], decisions: Iterable[str]) -> list[tuple[Evaluation, Bits]]:
        """Return evaluations of cases drawn so that each condition holds in some, and the cases that are valid."""
        wanted = tuple(conditions)
        question = question_of(self.ruleset, wanted, decisions)
        random = Random(SEED)  # noqa: S311 - nothing is secret here
        found: list[tuple[Evaluation, Bits]] = []
        for one in wanted:
            for cube in cubes_of(self.ruleset, (one,), self.lists).cubes[:2]:
                space = narrowed(self.kb, question.space, cube)
                if space is not None:
                    draw = some_cases(self.kb, space, POOL, random)
                    found.append((evaluate(self.ruleset, draw, question.nodes), draw.valid))
        return found

    def _look(self, question: Question, space: Space, met: Wanted) -> tuple[Case | None, bool]:
        """Return a case of the space that is wanted, or None and whether all were tried."""
        small = size_of(space) <= (EXACT if question.exact else FEW)
        if small:
            return self._first(all_cases(self.kb, space), question, met), True
        random = Random(SEED)  # noqa: S311 - nothing is secret here
        for _ in range(TRIES):
            case = self._first(some_cases(self.kb, space, FEW, random), question, met)
            if case is not None:
                return case, True
        return None, False

    def _first(self, draw: Draw, question: Question, met: Wanted) -> Case | None:
        if not draw.valid:
            return None
        bits = met(evaluate(self.ruleset, draw, question.nodes)) & draw.valid
        return draw.case((bits & -bits).bit_length() - 1) if bits else None

    def _shortened(self, case: Case, question: Question, met: Wanted) -> Case:
        """Return the case without the answers that do not matter: where they are open it is still met for certain."""
        short = dict(case)
        for fact in reversed(list(case)):
            less = {id_: value for id_, value in short.items() if id_ != fact}
            if self._certain(less, question, met):
                short = less
        for fact, value in list(short.items()):
            if isinstance(value, tuple):
                for option in value:
                    less_ticks = {**short, fact: tuple(one for one in short[fact] or () if one != option)}  # type: ignore[union-attr]
                    if self._certain(less_ticks, question, met):
                        short = less_ticks
        return short

    def _certain(self, sheet: Case, question: Question, met: Wanted) -> bool:
        return bool(met(evaluate_sheet(self.ruleset, sheet, question.nodes)))
