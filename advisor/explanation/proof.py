"""Whether a claim follows from some answers: proven, or refuted by other answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.evaluate.worlds import Entry, Worlds
from advisor.explanation.circuit import FALSE, TRUE
from advisor.explanation.encoding import Encoding
from advisor.explanation.search import Question
from advisor.explanation.trials import Trials
from advisor.model.types import Decision

DEAD_ENDS = 6_000
"""After so many dead ends a proof is given up."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How a decision ends, as far as it is claimed.

    `chosen`: options that are chosen; `ends`: instead, the whole outcome and what of it is tied; `holds`: instead,
    rules that hold, should it apply. With none of them the decision does not apply.
    """

    goal: str
    chosen: tuple[str, ...] = ()
    ends: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    holds: tuple[str, ...] | None = None


class Proof:
    """Clauses for one claim about one sheet, of which only the answers `units` count; any of them may be left out."""

    def __init__(self, worlds: Worlds, trials: Trials, claim: Claim, units: Collection[Question]) -> None:
        self.encoding = Encoding(worlds, trials, units)
        self.circuit = self.encoding.circuit
        self.left = DEAD_ENDS
        self._reckoned = False
        self.circuit.require(-self._literal(claim, worlds.kb.decisions[claim.goal]))

    def _literal(self, claim: Claim, decision: Decision) -> int:
        policy, all_of = self.encoding.policy, self.circuit.all_of
        applies = self.encoding.applies(claim.goal)
        if claim.holds is not None:
            rules = {rule.id: rule for rule in self.encoding.ruleset.rules_of.get(claim.goal, ())}
            return self.circuit.one_of((-applies, all_of(policy.held(rules[rule]) for rule in claim.holds)))
        if claim.ends is not None:
            outcome, tied = claim.ends
            if decision.kind == "rank":
                return all_of((applies, policy.ranked(claim.goal, outcome, tied=bool(tied))))
            parts = [applies]
            for option in decision.outcomes:
                inside, undecided = policy.ends(decision, option)
                parts.append(inside if option in outcome else -inside)
                parts.append(undecided if option in tied else TRUE if option not in outcome else -undecided)
            return all_of(parts)
        if claim.chosen:
            return all_of((applies, *(policy.chosen(decision, option) for option in claim.chosen)))
        return -applies

    def enough(self, kept: Collection[Question]) -> frozenset[Question] | None:
        """Return those of the answers `kept` from which the claim follows; None where it does not follow, or where
        that is not known: then `found` tells. Raises GivenUp.
        """
        held, strict = self.encoding.held, self.encoding.strict
        assumed = [literal if unit in kept else -literal for unit, literal in held.items()]
        core = self._solve([strict, *assumed])
        self._reckoned = core is None
        if core is not None and strict in core:  # only of numbers that are tried
            core = self._solve(assumed)
            if core is None:
                self.unclear = True
                self.circuit.solver.clear()
                return None
        return None if core is None else frozenset(unit for unit in kept if held.get(unit, FALSE) in core)

    def _solve(self, assumed: Sequence[int]) -> frozenset[int] | None:
        solver = self.circuit.solver
        before = solver.dead_ends
        found = solver.solve(assumed, self.left)
        self.left = max(self.left - (solver.dead_ends - before), 1)
        return found

    def found(self, asked: Sequence[str], kept: Collection[Question]) -> dict[str, Entry] | None:
        """Return the world in which the claim fails, after `enough` has returned None; None where it is not known."""
        if not self._reckoned:
            return None
        world = self.encoding.world(asked, kept)
        self.circuit.solver.clear()
        return world
