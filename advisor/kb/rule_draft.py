"""A rule as an author tells it, before it is written: plain data in the form of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advisor.language.letters import fold
from advisor.model.conditions import ConditionReader, Subject
from advisor.model.logic import ALWAYS, Condition
from advisor.model.types import KnowledgeBase, Text

MAX_SLUG = 40
_SHAPES = {"choice": "choice", "choices": "choices", "yes-no": "yes-no", "text": "text"}
_DECIDED = {"one": "choice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoint:
    """A course point that is written together with the rule."""

    id: str
    source: str
    section: str
    lines: tuple[int, int]
    statement: Text

    def data(self, target: str) -> dict[str, Any]:
        """Return it in the form of the files."""
        return {
            "id": self.id,
            "source": self.source,
            "section": self.section,
            "lines": list(self.lines),
            "kind": "rule",
            "decision": target,
            "statement": {"vi": self.statement.vi, "en": self.statement.en},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """What is advised, when, why, and from which places. `groups`: conditions joined by "and", groups by "or"."""

    target: str
    then: Mapping[str, Any]
    groups: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    because: Text = field(default=Text("", ""))
    teaches: tuple[str, ...] = ()
    points: tuple[NewPoint, ...] = ()

    @property
    def when(self) -> Any:
        """Return the antecedent in the form of the files."""
        if not self.groups:
            return "always"
        joined = [_together(group) for group in self.groups]
        return joined[0] if len(joined) == 1 else {"any": joined}

    def data(self, id_: str) -> dict[str, Any]:
        """Return the rule in the form of the files."""
        return {
            "id": id_,
            "when": self.when,
            "then": dict(self.then),
            "because": {"vi": self.because.vi, "en": self.because.en},
            "teaches": list(self.teaches),
        }


def _together(group: Sequence[Mapping[str, Any]]) -> Any:
    """Return conditions joined by "and": one mapping where no key stands twice."""
    keys = [key for one in group for key in one]
    if len(set(keys)) == len(keys):
        return {key: value for one in group for key, value in one.items()}
    return {"all": [dict(one) for one in group]}


def condition_of(kb: KnowledgeBase, data: Any) -> Condition:
    """Return the condition that data in the form of the files says. Raises ValueError where it says none."""
    wrong: list[str] = []
    reader = ConditionReader(_subjects(kb), lambda code, message, path, hint: wrong.append(message))
    found = reader.read(data, ())
    if wrong:
        raise ValueError("; ".join(wrong))
    return found if data != "always" else ALWAYS


def _subjects(kb: KnowledgeBase) -> dict[str, Subject]:
    found: dict[str, Subject] = {}
    for fact in kb.facts.values():
        shape: Any = _SHAPES.get(fact.type, "number")
        found[fact.id] = Subject(fact.id, shape, tuple(option.id for option in fact.options))
    for decision in kb.decisions.values():
        kind: Any = _DECIDED.get(decision.kind, "choices")
        found[decision.id] = Subject(decision.id, kind, decision.outcomes, decided=True)
    for formula in kb.formulas:
        found[formula] = Subject(formula, "number")
    return found


def new_id(taken: Iterable[str], start: str, words: Iterable[str]) -> str:
    """Return an id that begins with `start`, goes on with some of the words, and is not taken."""
    parts: list[str] = []
    for word in words:
        slug = re.sub(r"[^a-z0-9]+", "-", fold(word)).strip("-")
        if slug and len("-".join([*parts, slug])) <= MAX_SLUG:
            parts.append(slug)
    wanted = f"{start}.{'-'.join(parts) or 'rule'}"
    known, number, found = set(taken), 2, wanted
    while found in known:
        found, number = f"{wanted}-{number}", number + 1
    return found


def start_of_ids(kb: KnowledgeBase, target: str) -> str:
    """Return how the ids of rules about a node begin: as most of them do, else as the node is called."""
    starts: dict[str, int] = {}
    for rule in kb.rules.values():
        if rule.target == target and "." in rule.id:
            start = (rule.table or rule.id).rpartition(".")[0] if not rule.table else rule.table.rpartition(".")[0]
            if start:
                starts[start] = starts.get(start, 0) + 1
    if starts:
        return max(sorted(starts), key=lambda one: starts[one])
    return re.sub(r"_", "-", target)


def words_of(draft: RuleDraft) -> list[str]:
    """Return the ids of values that a rule names, its conclusion last: what its id is made of."""
    found: list[str] = []
    for group in draft.groups:
        for condition in group:
            found += list(_values(list(condition.values())))
    for key, value in draft.then.items():
        if key not in ("decision", "fact"):
            found += ["not"] if key == "against" else []
            found += list(_values([value]))
    return found


def _values(items: Iterable[Any]) -> Iterable[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, bool):
            yield "yes" if item else "no"
        elif isinstance(item, Mapping):
            for key, value in item.items():
                yield from ([key] if key in ("not", "gt", "ge", "lt", "le", "eq") else [])
                yield from _values([value])
        elif isinstance(item, (list, tuple)):
            yield from _values(item)
        elif item is not None:
            yield str(item)
