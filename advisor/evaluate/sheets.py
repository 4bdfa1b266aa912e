"""Many sheets of answers at once, with every node of the ruleset reckoned: case i is sheet i."""

from __future__ import annotations

from collections.abc import Container, Sequence

from advisor.evaluate.columns import Bits, Column
from advisor.evaluate.evaluation import Evaluation
from advisor.evaluate.evaluator import Evaluator, Sheet, _Run
from advisor.evaluate.worlds import How, Said, _Cases, _WorldRun
from advisor.model.types import Decision
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.resolve import Resolver


def evaluate_sheets(
    ruleset: Ruleset, resolver: Resolver, sheets: Sequence[Sheet], nodes: Container[str] | None = None
) -> Evaluation:
    """Return the evaluation in which case i is `sheets[i]`, as an `Evaluator` of that sheet has it.

    `nodes`: closed under reading; None: all.
    """
    run = _SheetRun(Evaluator(ruleset, resolver, {}), _Cases(len(sheets)), _entries(ruleset, sheets, nodes), {})
    return run.all(node for node in ruleset.nodes if nodes is None or node in nodes)


def _entries(ruleset: Ruleset, sheets: Sequence[Sheet], nodes: Container[str] | None) -> dict[str, dict[Said, Bits]]:
    found: dict[str, dict[Said, Bits]] = {}
    for fact in ruleset.kb.facts:
        if nodes is not None and fact not in nodes:
            continue
        mine: dict[Said, Bits] = {}
        for index, sheet in enumerate(sheets):
            said: Said = (How.NOT_ASKED, None)
            if fact in sheet:
                value = sheet[fact]
                said = (How.DONT_KNOW, None) if value is None else (How.ANSWER, value)
            mine[said] = mine.get(said, 0) | 1 << index
        found[fact] = mine
    return found


class _SheetRun(_WorldRun):
    def _decision(self, decision: Decision) -> Column:
        return _Run._decision(self, decision)
