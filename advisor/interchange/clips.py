"""Write a ruleset out for CLIPS, and a case as facts for it.

What CLIPS then concludes it concludes itself: which rules fire, what formulas come to,
which facts apply, what is inferred, and by the policy what each decision comes to.
Sums are CLIPS floats, so an amount may differ from the exact one after its fifteenth
digit; nothing is passed in ready-made. The text says what follows from a *complete*
case: what is still possible where facts are missing, only the evaluator tells.

Strata become salience: in each the rules come first, then inference, then the options
that are not offered are struck off, then nodes are decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from advisor.interchange.clips_policy import PRELUDE, infer, settle, stands, weigh
from advisor.interchange.clips_terms import NOTHING, Patterns, Sums, fields, text
from advisor.model.logic import Condition, Not
from advisor.model.types import NUMERIC, Decision, FactDef, Formula, Rule, Value
from advisor.ruleset.compile import Ruleset
from advisor.ruleset.literals import Arm, arms_of
from advisor.ruleset.preference import matches_preference

STEPS = 4  # levels of salience in a stratum
RULE, INFER, STRIKE, DECIDE = range(STEPS)
MAX_SALIENCE = 10_000  # of CLIPS

HEADER = """\
; {title}
; Written by advisor from the knowledge base {digest}.
;
; Load this file, (reset), assert the facts of a case, (run), and read the facts `conclusion`:
;   (assert (some.fact (value an_option)))          a fact that every case has
;   (assert (answer (fact some.fact) (value a b)))  a fact that only some cases have, or with options not always offered
;   (assert (prefer a-rule another-rule))           rules that win a declared conflict

(deftemplate answer (slot fact) (multislot value))
(deftemplate fired (slot rule))
(deftemplate conclusion (slot goal) (slot status) (multislot outcome) (multislot tied))
(defglobal ?*preferred* = (create$))
"""


def write_clips(ruleset: Ruleset) -> str:
    """Return the rules, the order of reckoning and the policy as one text that CLIPS 6.4 loads.

    Raises ValueError where the rules have more strata than CLIPS has levels of salience.
    """
    writer = _Writer(ruleset)
    return "\n".join([*writer.head(), *(part for node in ruleset.nodes for part in writer.node(node)), ""])


def write_facts(ruleset: Ruleset, sheet: Mapping[str, Value | None], prefer: Iterable[str] = ()) -> str:
    """Return a case as the facts that the text of `write_clips` reads, one a line, for `load-facts`.

    `prefer`: sources that win declared conflicts. Facts that are not known are left out.
    """
    gated = _gated(ruleset)
    lines = []
    for node in sorted(sheet.keys() & ruleset.kb.facts.keys()):
        value = sheet[node]
        if value is None:
            continue
        written = text(str(value)) if ruleset.kb.facts[node].type == "text" else fields(value)
        lines.append(f"(answer (fact {node}) (value {written}))" if node in gated else f"({node} (value {written}))")
    wishes = tuple(prefer)
    preferred = [rule for rule in ruleset.kb.rules if any(matches_preference(ruleset, rule, wish) for wish in wishes)]
    if preferred:
        lines.append(f"(prefer {' '.join(preferred)})")
    return "\n".join(lines)


def _gated(ruleset: Ruleset) -> frozenset[str]:
    """Return the facts of which an answer does not count as it stands: it may not apply, or not be offered."""
    return frozenset(
        fact.id
        for fact in ruleset.kb.facts.values()
        if fact.applies_when is not None or any(option.only_if is not None for option in fact.options)
    )


class _Writer:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.kb = ruleset.kb
        self.patterns = Patterns(self.kb)
        self.sums = Sums(self.kb)
        self.gated = _gated(ruleset)
        self.stratum = {node: level for level, nodes in enumerate(ruleset.strata) for node in nodes}
        if len(ruleset.strata) * STEPS >= MAX_SALIENCE:
            raise ValueError(f"{len(ruleset.strata)} strata are more than CLIPS has levels of salience")

    def head(self) -> Iterator[str]:
        """Yield what stands before the rules: templates, globals, functions."""
        yield HEADER.format(title=self.kb.outline.title.vi, digest=self.kb.digest)
        for node in self.ruleset.nodes:
            yield f"(deftemplate {node} ({'multislot' if self.patterns.is_list(node) else 'slot'} value))"
        yield "\n; 1 while a rule stands: it has fired and nothing has beaten it\n"
        names = iter(self.kb.rules)
        while some := list(islice(names, 4)):
            yield f"(defglobal {' '.join(f'{stands(rule)} = 0' for rule in some)})"
        yield "\n" + PRELUDE
        yield "(defrule preference (declare (salience 10000)) (prefer $?rules) => (bind ?*preferred* ?rules))\n"

    def node(self, node: str) -> Iterator[str]:
        """Yield the rules about a node, those that fire first before the others."""
        yield f"\n; === {node}"
        if node in self.kb.formulas:
            yield from self._formula(self.kb.formulas[node])
            return
        for rule in self.ruleset.rules_of.get(node, ()):
            yield self._rule(rule)
        if node in self.kb.decisions:
            yield from self._decision(self.kb.decisions[node])
        else:
            yield from self._fact(self.kb.facts[node])

    def _write(self, name: str, step: int, node: str, patterns: str, actions: Iterable[str], words: str = "") -> str:
        salience = (len(self.ruleset.strata) - self.stratum[node]) * STEPS - step
        opening = f"(defrule {name}" + (f" {words}" if words else "")
        return f"{opening}\n  (declare (salience {salience})){patterns}\n  =>\n  " + "\n  ".join(actions) + ")"

    # --- rules and decisions -------------------------------------------------------------------------

    def _rule(self, rule: Rule) -> str:
        places = ", ".join(self.kb.citations(rule.teaches))
        comment = f"; {places}\n" if places else ""
        actions = (f"(bind {stands(rule.id)} 1)", f"(assert (fired (rule {rule.id})))")
        patterns = self.patterns.arms(self.ruleset.arms[rule.id])
        return comment + self._write(
            f"rule:{rule.id}", RULE, rule.target, patterns, actions, text(" ".join(rule.because.vi.split()))
        )

    def _decision(self, decision: Decision) -> Iterator[str]:
        node = decision.id
        rules = self.ruleset.rules_of.get(node, ())
        actions = [*weigh(self.ruleset, node), *settle(decision, rules), f"(assert ({node} (value ?chosen)))"]
        yield self._write(f"decide:{node}", DECIDE, node, self._applies(decision.applies_when, node), actions)
        absent = f"(assert ({node} (value {NOTHING})) (conclusion (goal {node}) (status not-applicable)))"
        yield from self._not_applicable(decision.applies_when, node, absent)

    def _applies(self, condition: Condition | None, node: str) -> str:
        """Return the patterns under which a node applies and has no value yet."""
        arms = self._arms(condition)
        once = f"\n  (not ({node}))" if len(arms) > 1 else ""
        return self.patterns.arms(arms) + once

    def _not_applicable(self, condition: Condition | None, node: str, action: str) -> Iterator[str]:
        if condition is not None and (denied := self._arms(Not(condition))):
            patterns = self.patterns.arms(denied) + f"\n  (not ({node}))"
            yield self._write(f"not-applicable:{node}", DECIDE, node, patterns, [action])

    def _arms(self, condition: Condition | None) -> tuple[Arm, ...]:
        return (frozenset(),) if condition is None else arms_of(condition, self.patterns.lists)

    # --- facts ---------------------------------------------------------------------------------------

    def _fact(self, fact: FactDef) -> Iterator[str]:
        yield from self._inference(fact)
        if fact.id not in self.gated:
            return
        for option in fact.options:
            if option.only_if is not None and (denied := self._arms(Not(option.only_if))):
                answer = f"\n  ?answer <- (answer (fact {fact.id}) (value $?before {option.id} $?after))"
                actions = ["(modify ?answer (value ?before ?after))"]
                patterns = answer + self.patterns.arms(denied)
                yield self._write(f"not-offered:{fact.id}:{option.id}", STRIKE, fact.id, patterns, actions)
        slot = "$?value" if self.patterns.is_list(fact.id) else "?value"
        patterns = f"\n  (answer (fact {fact.id}) (value {slot}))" + self._applies(fact.applies_when, fact.id)
        yield self._write(f"applies:{fact.id}", DECIDE, fact.id, patterns, [f"(assert ({fact.id} (value ?value)))"])
        absent = f"(assert ({fact.id} (value {NOTHING})))"
        yield from self._not_applicable(fact.applies_when, fact.id, absent)

    def _inference(self, fact: FactDef) -> Iterator[str]:
        """Yield the rules that give a fact a value nobody answered."""
        node = fact.id
        gated = node in self.gated
        unanswered = f"(not (answer (fact {node})))" if gated else f"(not ({node}))"
        patterns = self.patterns.arms(self._arms(fact.applies_when)) + f"\n  {unanswered}"
        learn = f"(assert (answer (fact {node}) (value VALUE)))" if gated else f"(assert ({node} (value VALUE)))"
        if fact.type in NUMERIC:
            earlier = ""
            for formula in self.ruleset.formula_for.get(node, ()):
                amount = "(* ?number 100.0)" if fact.type == "percent" else "?number"
                found = f"{earlier}\n  ({formula} (value ?number&:(numberp ?number)))"
                yield self._write(
                    f"infer:{node}:{formula}", INFER, node, found + patterns, [learn.replace("VALUE", amount)]
                )
                earlier += f"\n  ({formula} (value {NOTHING}))"
        elif rules := self.ruleset.rules_of.get(node, ()):
            only = "?found" if self.patterns.is_list(node) else "(nth$ 1 ?found)"
            actions = [
                *weigh(self.ruleset, node),
                f"(bind ?found {infer(fact, rules)})",
                f"(if (= (length$ ?found) 1) then {learn.replace('VALUE', only)})",
            ]
            yield self._write(f"infer:{node}", INFER, node, patterns, actions)

    # --- formulas ------------------------------------------------------------------------------------

    def _formula(self, formula: Formula) -> Iterator[str]:
        node, reads = formula.id, formula.reads
        patterns = "".join(
            f"\n  ({name} (value {self.sums.variable(name)}&:(numberp {self.sums.variable(name)})))" for name in reads
        )
        amount = self.sums.value(formula.expression)
        required = " ".join(self.sums.truth(one.that) for one in formula.requires)
        if required:
            amount = f"(if (and TRUE {required}) then {amount} else {NOTHING})"
        yield f"; {', '.join(self.kb.citations(formula.teaches))}" if formula.teaches else ""
        yield self._write(f"formula:{node}", DECIDE, node, patterns, [f"(assert ({node} (value {amount})))"])
        absent = [f"({name} (value {NOTHING}))" for name in reads]
        if absent:
            any_absent = f"\n  (or {' '.join(absent)})" if len(absent) > 1 else f"\n  {absent[0]}"
            actions = [f"(assert ({node} (value {NOTHING})))"]
            yield self._write(f"not-applicable:{node}", DECIDE, node, any_absent, actions)
