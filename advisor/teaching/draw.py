"""Draw questions: which to make, in what order; the same from the same seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random
from types import ModuleType

from advisor.teaching.maker import Maker
from advisor.teaching.questions import advantage, calculate, change, choose, classify, missing, order
from advisor.teaching.types import LEVELS, Candidate, Kind, Question

MAKERS: dict[Kind, ModuleType] = {
    "choose": choose,
    "change": change,
    "missing": missing,
    "order": order,
    "calculate": calculate,
    "advantage": advantage,
    "classify": classify,
}
"""The module of each kind."""


class Pool:
    """The candidates of some topics, made when they are first wanted."""

    def __init__(self, maker: Maker, nodes: frozenset[str] | None = None) -> None:
        """`nodes`: items of knowledge to ask about; None: all."""
        self.maker = maker
        self.whole = nodes is None
        self.nodes: dict[Kind, tuple[str, ...]] = {
            kind: tuple(node for node in module.nodes(maker) if nodes is None or node in nodes)
            for kind, module in MAKERS.items()
        }
        self._candidates: dict[tuple[Kind, str], tuple[Candidate, ...]] = {}

    def candidates(self, kind: Kind, node: str) -> tuple[Candidate, ...]:
        """Return the candidates of one kind about one item."""
        if (kind, node) not in self._candidates:
            self._candidates[kind, node] = tuple(MAKERS[kind].candidates(self.maker, node))
        return self._candidates[kind, node]

    def all_candidates(self) -> Iterator[Candidate]:
        """Yield every candidate."""
        for kind, nodes in self.nodes.items():
            for node in nodes:
                yield from self.candidates(kind, node)

    def find(self, kind: Kind, topic: str, id_: str, seed: int) -> Question | None:
        """Return the question of an id, as this seed words it; None where the knowledge base no longer has it."""
        nodes = self.nodes.get(kind, ())
        near = [node for node in nodes if node == topic or id_.startswith(f"{kind}.{node}.")]
        for node in near:
            for candidate in self.candidates(kind, node):
                if candidate.id == id_:
                    return self.build(candidate, seed)
        return None

    def build(self, candidate: Candidate, seed: int) -> Question | None:
        """Return the question of a candidate; its wording and wrong answers depend on the seed."""
        lots = Random(f"{seed} {candidate.id}")  # noqa: S311 - no secret: the same seed gives the same questions
        question: Question | None = MAKERS[candidate.kind].build(self.maker, candidate, lots)
        return question


def draw(
    pool: Pool, count: int, seed: int, *, levels: Iterable[int] = LEVELS, kinds: Iterable[Kind] | None = None
) -> list[Question]:
    """Return up to `count` questions, kinds and topics in turn, no stem twice; fewer where there are no more."""
    return list(islice(drawn(pool, seed, levels=levels, kinds=kinds), count))


def drawn(
    pool: Pool, seed: int, *, levels: Iterable[int] = LEVELS, kinds: Iterable[Kind] | None = None
) -> Iterator[Question]:
    """Yield questions as `draw` returns them, each made when it is wanted, until there are no more."""
    return _drawn(pool, seed, frozenset(levels), tuple(kinds or MAKERS))


def _drawn(pool: Pool, seed: int, levels: frozenset[int], kinds: tuple[Kind, ...]) -> Iterator[Question]:
    lots = Random(f"draw {seed}")  # noqa: S311 - as above
    waiting: dict[Kind, list[str]] = {kind: _shuffled(lots, pool.nodes[kind]) for kind in kinds if pool.nodes[kind]}
    left: dict[tuple[Kind, str], list[Candidate]] = {}
    told: set[str] = set()
    while waiting:
        for kind in list(waiting):
            question = _next(pool, kind, waiting, left, lots, seed, levels, told)
            if question is None:
                del waiting[kind]
            else:
                yield question


def _shuffled(lots: Random, items: Iterable[str]) -> list[str]:
    listed = list(items)
    return lots.sample(listed, len(listed))


def _next(
    pool: Pool, kind: Kind, waiting: dict[Kind, list[str]], left: dict[tuple[Kind, str], list[Candidate]],
    lots: Random, seed: int, levels: frozenset[int], told: set[str],
) -> Question | None:  # fmt: skip
    """Return the next question of a kind, about the item whose turn it is; None where there is none left."""
    turn = waiting[kind]
    while turn:
        node = turn.pop(0)
        if (kind, node) not in left:
            candidates = pool.candidates(kind, node)
            left[kind, node] = lots.sample(candidates, len(candidates))
        mine = left[kind, node]
        while mine:
            question = pool.build(mine.pop(), seed)
            if question is None or question.level not in levels:
                continue
            if question.stem.vi in told or question.stem.en in told:
                continue
            told |= {question.stem.vi, question.stem.en}
            turn.append(node)
            return question
    return None
