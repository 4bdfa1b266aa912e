"""What stands in experta's working memory, and the engine that holds it.

The facts are experta's, in a fact list of experta's. Only what experta would find out about each fact
anew, and what is the same for all facts here, is answered at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.consultation.experta_import import Fact, FactList, KnowledgeEngine

NOTHING: tuple[Sequence[Any], Sequence[Any]] = ((), ())


class NodeFact(Fact):  # type: ignore[misc]
    """What is known of a node; each node has a class of its own."""

    @classmethod
    def holding(cls, value: Any) -> NodeFact:
        """Return the fact that a node has a value, which is frozen already, so nothing in it need be looked at."""
        fact = cls.__new__(cls)
        dict.__setitem__(fact, "value", value)
        return fact

    def validate(self) -> None:
        """Accept any value: no field is declared."""


class Given(NodeFact):
    """An answer, of which it is not yet certain that its node applies; each node has a class of its own."""


class Conclusions(NodeFact):
    """At the end: the nodes no rule reads, each with its value."""


class NodeFacts(FactList):  # type: ignore[misc]
    """experta's list of facts, for facts that differ in their class and in what the one field holds."""

    @staticmethod
    def _get_fact_id(fact: Any) -> tuple[type, Any]:
        return fact.__class__, fact.get("value")


class NodeEngine(KnowledgeEngine):  # type: ignore[misc]
    """A KnowledgeEngine whose rules have no variables."""

    def get_deffacts(self) -> list[Any]:
        """Return none: the facts to start with are declared together with the answers."""
        return []

    def get_activations(self) -> Any:
        """Ask the matcher only where facts have come or gone; most rules of the knowledge base declare none."""
        facts = self.facts
        return self.matcher.changes(*facts.changes) if facts.added or facts.removed else NOTHING

    def reset(self) -> None:
        """Forget all facts."""
        super().reset()
        self.facts = NodeFacts()

    def tell(self, fact: Fact) -> None:
        """Declare a fact: `declare` without its checks, to which a NodeFact answers no every time.

        The agenda takes notice when the engine next looks for a rule to fire.
        """
        self.facts.declare(fact)
