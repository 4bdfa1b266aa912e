"""Builders of rules, decision tables and conflicts: what follows from what."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from advisor.diagnostics import Span, did_you_mean, said
from advisor.model.build import Builder, text
from advisor.model.collect import Item
from advisor.model.logic import All, Argument, Conclusion, Condition, Inference, Ranking
from advisor.model.types import Conflict, Decision, DecisionTable, FactDef, Rule, Side
from advisor.syntax.reader import Path

_CLAIMS = ("for", "against", "rank", "up", "down", "is")
_KIND_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "one": ("for", "against"),
    "some": ("for", "against"),
    "value": ("for", "against"),
    "rank": ("rank",),
    "direction": ("up", "down"),
}


class RuleBuilder:
    """Builds rules, tables and conflicts against the facts and decisions already built."""

    def __init__(self, builder: Builder, facts: Mapping[str, FactDef], decisions: Mapping[str, Decision]) -> None:
        self.builder = builder
        self.facts = facts
        self.decisions = decisions
        self.rules: dict[str, Rule] = {}
        self.tables: dict[str, DecisionTable] = {}
        self.faulty: set[str] = set()

    @property
    def known(self) -> frozenset[str]:
        """Return the ids of all rules, also of those that are reported themselves."""
        return frozenset(self.rules) | self.faulty

    def build(self) -> None:
        """Fill `rules` and `tables`."""
        for id_, item in self.builder.items.get("rules", {}).items():
            data = item.data
            condition = self.builder.conditions(item, ("when",)).read(data["when"], ())
            self._add(self._rule(id_, item, (), data, data["then"], ("then",), condition, ""))
        for id_, item in self.builder.items.get("tables", {}).items():
            self._table(id_, item)
        known = self.known
        for rule in self.rules.values():
            for other in rule.overrides:
                if other not in known:
                    hint = did_you_mean(other, self.rules)
                    message = said(
                        "rule '{rule}' overrides '{other}', which nothing defines", rule=rule.id, other=other
                    )
                    self.builder.report("unknown-id", message, rule.span, hint)
        self.rules = dict(sorted(self.rules.items()))
        self._check_overrides()

    def _check_overrides(self) -> None:
        overrides = {rule.id: [one for one in rule.overrides if one in self.rules] for rule in self.rules.values()}
        try:
            TopologicalSorter(overrides).prepare()
        except CycleError as error:
            circle = [str(rule) for rule in error.args[1]]
            message = said(
                "rules that override each other in a circle: {circle}; none of them would win",
                circle=" ← ".join(circle),
            )
            self.builder.report("cycle", message, self.rules[min(circle)].span)

    def _add(self, rule: Rule | None) -> None:
        if rule is None:
            return
        if rule.id in self.rules:
            message = said("'{rule}' is defined twice; first at {span}", rule=rule.id, span=self.rules[rule.id].span)
            self.builder.report("duplicate-id", message, rule.span)
            return
        self.rules[rule.id] = rule

    def _rule(
        self, id_: str, item: Item, path: Path, data: Mapping[str, Any], then: Mapping[str, Any], then_path: Path,
        when: Condition, table: str,
    ) -> Rule | None:  # fmt: skip
        conclusion = self._conclusion(item, then, then_path)
        teaches = self.builder.known(
            "course",
            data.get("teaches", ()),
            item,
            (*path, "teaches"),
            said("rule '{id}' teaches the course point", id=id_),
        )
        if conclusion is None:
            self.faulty.add(id_)
            return None
        return Rule(
            id=id_,
            when=when,
            then=conclusion,
            because=text(data["because"]),
            teaches=teaches,
            overrides=tuple(data.get("overrides", ())),
            default=data.get("default", False),
            table=table,
            note=data.get("note", ""),
            span=item.span_of(path),
        )

    # --- consequents ---------------------------------------------------------------------------------

    def _conclusion(self, item: Item, then: Mapping[str, Any], path: Path) -> Conclusion | None:
        span = item.span_of(path)
        claims = [key for key in _CLAIMS if then.get(key) is not None]
        targets = [key for key in ("decision", "fact") if then.get(key)]
        if len(claims) != 1 or len(targets) != 1:
            message = said("a consequent names one decision or fact and one of {claims}", claims=", ".join(_CLAIMS))
            self.builder.report("bad-consequent", message, span)
            return None
        claim = claims[0]
        if targets == ["fact"]:
            return self._inference(item, then, claim, path)
        decision = self.decisions.get(then["decision"])
        if decision is None:
            hint = did_you_mean(then["decision"], self.decisions)
            message = said(
                "the rule speaks about the decision '{decision}', which nothing defines", decision=then["decision"]
            )
            self.builder.report("unknown-id", message, item.span_of((*path, "decision")), hint)
            return None
        if claim not in _KIND_CLAIMS[decision.kind]:
            wanted = " or ".join(_KIND_CLAIMS[decision.kind])
            message = said(
                "'{decision}' is of kind {kind}; a rule about it says {wanted}, not {claim}",
                decision=decision.id,
                kind=decision.kind,
                wanted=wanted,
                claim=claim,
            )
            self.builder.report("bad-consequent", message, span)
            return None
        if claim == "rank":
            return self._ranking(item, decision, then["rank"], (*path, "rank"))
        return self._argument(item, decision, claim, then[claim], (*path, claim))

    def _inference(self, item: Item, then: Mapping[str, Any], claim: str, path: Path) -> Inference | None:
        fact = self.facts.get(then["fact"])
        if fact is None:
            hint = did_you_mean(then["fact"], self.facts)
            message = said("the rule infers '{fact}', which nothing defines", fact=then["fact"])
            self.builder.report("unknown-id", message, item.span_of((*path, "fact")), hint)
            return None
        value = then.get("is")
        options = [True, False] if fact.type == "yes-no" else [option.id for option in fact.options]
        if claim != "is" or not isinstance(value, (str, bool)) or value not in options:
            known = ", ".join(str(option).lower() if isinstance(option, bool) else option for option in options)
            message = said(
                "a rule infers '{fact}' with `is`, one of {known}, not '{claim}'",
                fact=fact.id,
                known=known,
                claim=then.get(claim),
            )
            self.builder.report(
                "wrong-option", message, item.span_of((*path, claim)), did_you_mean(str(value), map(str, options))
            )
            return None
        return Inference(fact.id, value)

    def _ranking(self, item: Item, decision: Decision, order: list[Any], path: Path) -> Ranking | None:
        groups = [group if isinstance(group, list) else [group] for group in order]
        flat = [self._option(item, decision, option, path) for group in groups for option in group]
        if None in flat:
            return None
        if len(set(flat)) != len(flat):
            self.builder.report("bad-consequent", said("the order names an option twice"), item.span_of(path))
            return None
        return Ranking(decision.id, tuple(tuple(group) for group in groups))

    def _argument(self, item: Item, decision: Decision, claim: str, value: Any, path: Path) -> Argument | None:
        joint, options = "all", value
        if isinstance(value, dict):
            if len(value) != 1 or not set(value) <= {"any", "all"}:
                self.builder.report(
                    "bad-consequent",
                    said("'{claim}' takes an option, or any/all of a list", claim=claim),
                    item.span_of(path),
                )
                return None
            ((joint, options),) = value.items()
        names = options if isinstance(options, list) else [options]
        ids = [self._option(item, decision, name, path, claim) for name in names]
        if not ids or None in ids:
            return None
        joint_of = "any" if joint == "any" and len(ids) > 1 else "all"
        return Argument(decision.id, tuple(str(id_) for id_ in ids), claim != "against", joint_of)  # type: ignore[arg-type]

    def _option(self, item: Item, decision: Decision, name: Any, path: Path, claim: str = "") -> str | None:
        ids = [option.id for option in decision.options]
        if name not in ids:
            message = said(
                "'{decision}' has no option '{name}'; it has {ids}", decision=decision.id, name=name, ids=", ".join(ids)
            )
            self.builder.report("wrong-option", message, item.span_of(path), did_you_mean(str(name), ids))
            return None
        return f"{name}:{claim}" if decision.kind == "direction" else str(name)

    # --- tables and conflicts ------------------------------------------------------------------------

    def _table(self, id_: str, item: Item) -> None:
        data = item.data
        reader = self.builder.conditions(item, ())
        subjects = [self.builder.subjects.get(name) for name in data["inputs"]]
        for index, subject in enumerate(subjects):
            if subject is None:
                name = data["inputs"][index]
                hint = did_you_mean(name, self.builder.subjects)
                message = said("the table asks about '{name}', which nothing defines", name=name)
                self.builder.report("unknown-id", message, item.span_of(("inputs", index)), hint)
        rows: list[str] = []
        for index, row in enumerate(data["rows"]):
            path: Path = ("rows", index)
            if len(row["when"]) != len(subjects):
                message = said(
                    "the row has {when} cells for {subjects} inputs", when=len(row["when"]), subjects=len(subjects)
                )
                self.builder.report("bad-row", message, item.span_of((*path, "when")))
                self.faulty.add(f"{id_}.{row['id']}")
                continue
            cells = [
                reader.cell(subject, cell, (*path, "when", column))
                for column, (subject, cell) in enumerate(zip(subjects, row["when"], strict=True))
                if subject is not None
            ]
            parts = tuple(cell for cell in cells if cell != All())
            when = parts[0] if len(parts) == 1 else All(parts)
            then = {**row, "decision": data.get("decision", ""), "fact": data.get("fact", "")}
            rule = self._rule(f"{id_}.{row['id']}", item, path, row, then, path, when, id_)
            self._add(rule)
            if rule:
                rows.append(rule.id)
        self.tables[id_] = DecisionTable(
            id=id_,
            target=data.get("decision") or data.get("fact") or "",
            hit_policy=data["hit_policy"],
            inputs=tuple(data["inputs"]),
            rows=tuple(rows),
            span=item.span,
        )

    def conflicts(self) -> dict[str, Conflict]:
        """Return the declared conflicts; call after `build`."""
        return {id_: self._conflict(id_, item) for id_, item in self.builder.items.get("conflicts", {}).items()}

    def _conflict(self, id_: str, item: Item) -> Conflict:
        data = item.data
        sides: list[Side] = []
        for index, side in enumerate(data["sides"]):
            for number, rule in enumerate(side["rules"]):
                self._known_rule(rule, item.span_of(("sides", index, "rules", number)))
            sides.append(Side(side["id"], text(side["claim"]), tuple(side["rules"])))
        ids = [side.id for side in sides]
        preferred = data.get("prefer", "")
        if (data["resolution"] == "prefer") != bool(preferred) or (preferred and preferred not in ids):
            message = said(
                "`prefer` names the winning side ({ids}), and only where resolution is prefer", ids=", ".join(ids)
            )
            self.builder.report("bad-conflict", message, item.span)
        return Conflict(
            id=id_,
            topic=text(data["topic"]),
            sides=tuple(sides),
            resolution=data["resolution"],
            prefer=preferred,
            reason=text(data["reason"]),
            span=item.span,
        )

    def _known_rule(self, rule: str, span: Span) -> None:
        if rule not in self.known:
            hint = did_you_mean(rule, self.rules)
            self.builder.report(
                "unknown-id", said("the conflict names the rule '{rule}', which nothing defines", rule=rule), span, hint
            )
