"""Which deciding course points some question asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.model.types import DECIDING, CoursePoint
from advisor.teaching.draw import Pool
from advisor.teaching.types import Candidate, Kind

TRIES = 40
"""So many candidates of one kind are tried for a point before that kind is given up."""


@dataclass(frozen=True, slots=True)
class QuizCoverage:
    """For each kind the points that a question of it asks for, and the points that none asks for."""

    points: tuple[CoursePoint, ...]
    reached: Mapping[Kind, frozenset[str]]
    missing: tuple[CoursePoint, ...]


def quiz_coverage(pool: Pool, seed: int = 0, *, every_kind: bool = False) -> QuizCoverage:
    """Return which deciding points of the pool's topics a question can be made for.

    Questions are really made, until each point has one; with `every_kind`, one of each kind that has candidates.
    """
    kb = pool.maker.kb
    wanted: dict[str, list[Candidate]] = {id_: [] for id_, point in kb.points.items() if point.kind in DECIDING}
    for candidate in pool.all_candidates():
        for point in candidate.points:
            if point in wanted:
                wanted[point].append(candidate)
    reached: dict[Kind, set[str]] = {kind: set() for kind in pool.nodes}
    left = set(wanted)
    for point, candidates in wanted.items():
        for kind in pool.nodes:
            if (point not in left and not every_kind) or point in reached[kind]:
                continue
            for candidate in [one for one in candidates if one.kind == kind][:TRIES]:
                question = pool.build(candidate, seed)
                if question is not None and point in question.points:
                    reached[kind].update(set(question.points) & wanted.keys())
                    left -= set(question.points)
                    break
    points = tuple(kb.points[id_] for id_ in wanted)
    found = {kind: frozenset(ids) for kind, ids in reached.items()}
    return QuizCoverage(points, found, tuple(kb.points[id_] for id_ in wanted if id_ in left))
