"""How one option wins, in the words of CLIPS: what `ruleset/resolve.py` does, written out for each node.

Every rule about a decision or fact has a global of its own that is 1 while it stands.
The deciding rule of a node first takes off the sides that lose a declared conflict, then
the rules that a standing exception or a narrower rule beats, and counts those left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter

from advisor.interchange.clips_terms import symbol
from advisor.model.logic import Argument, Inference, Ranking
from advisor.model.types import Conflict, Decision, FactDef, Rule
from advisor.ruleset.compile import Ruleset

PRELUDE = """\
; --- arithmetic: a quotient by nought is no number, and neither is what is reckoned from it

(deffunction quotient (?a ?b)
  (if (and (numberp ?a) (numberp ?b) (<> ?b 0)) then (/ ?a ?b) else n/a))

(deffunction reckon (?operation $?numbers)
  (foreach ?one ?numbers (if (not (numberp ?one)) then (return n/a)))
  (funcall ?operation (expand$ ?numbers)))

(deffunction compare (?relation ?a ?b)
  (and (numberp ?a) (numberp ?b) (funcall ?relation ?a ?b)))

(deffunction ceiling (?a)
  (if (not (numberp ?a)) then (return n/a))
  (if (> (abs ?a) 1.0e15) then (return ?a))
  (bind ?whole (float (integer ?a)))
  (if (> ?a ?whole) then (+ ?whole 1.0) else ?whole))

; --- the first steps of the policy: the sides of a declared conflict, by number. What the person
;     prefers wins; else the side the conflict declares, if a rule of it holds; else nobody.

(deffunction winning-sides (?declared ?present ?wished)
  (bind ?sides 0) (bind ?wanted (create$))
  (foreach ?one ?present (if ?one then (bind ?sides (+ ?sides 1))))
  (if (< ?sides 2) then (return (create$)))
  (foreach ?one ?wished (if ?one then (bind ?wanted ?wanted ?one-index)))
  (if (and (> (length$ ?wanted) 0) (< (length$ ?wanted) ?sides)) then (return ?wanted))
  (if (and (> ?declared 0) (nth$ (max ?declared 1) ?present)) then (return (create$ ?declared)))
  (create$))

(deffunction lose (?winners $?sides)
  (if (= (length$ ?winners) 0) then (return FALSE))
  (foreach ?one ?sides (if (member$ ?one ?winners) then (return FALSE)))
  TRUE)

; --- the last steps of the policy: counting the reasons that stand. Each function asserts the
;     conclusion and returns what other rules may build on: the outcome without what is only tied.

(deffunction conclude (?goal ?outcome ?tied)
  (assert (conclusion (goal ?goal) (status (if (> (length$ ?tied) 0) then tied else settled))
                      (outcome ?outcome) (tied ?tied)))
  (if (= (length$ ?tied) 0) then (return ?outcome))
  (bind ?chosen (create$))
  (foreach ?one ?outcome (if (not (member$ ?one ?tied)) then (bind ?chosen ?chosen ?one)))
  ?chosen)

; scores: option, reasons for, reasons against, and so on
(deffunction settle-one (?goal $?scores)
  (bind ?best 0) (bind ?top (create$)) (bind ?length (length$ ?scores))
  (loop-for-count (?place 0 (- (div ?length 3) 1))
    (bind ?for (nth$ (+ (* ?place 3) 2) ?scores))
    (if (> ?for 0) then
      (bind ?net (- ?for (nth$ (+ (* ?place 3) 3) ?scores)))
      (if (> ?net ?best) then (bind ?best ?net) (bind ?top (create$)))
      (if (= ?net ?best) then (bind ?top ?top (nth$ (+ (* ?place 3) 1) ?scores)))))
  (conclude ?goal ?top (if (or (> (length$ ?top) 1) (= ?best 0)) then ?top else (create$))))

; exclusions: two options that cannot be chosen together, and so on
(deffunction exclude-each-other (?one ?two ?exclusions)
  (loop-for-count (?place 0 (- (div (length$ ?exclusions) 2) 1))
    (bind ?a (nth$ (+ (* ?place 2) 1) ?exclusions)) (bind ?b (nth$ (+ (* ?place 2) 2) ?exclusions))
    (if (or (and (eq ?one ?a) (eq ?two ?b)) (and (eq ?one ?b) (eq ?two ?a))) then (return TRUE)))
  FALSE)

(deffunction in-order-of (?options ?either ?or)
  (bind ?found (create$))
  (foreach ?one ?options (if (or (member$ ?one ?either) (member$ ?one ?or)) then (bind ?found ?found ?one)))
  ?found)

(deffunction settle-some (?goal ?exclusions $?scores)
  (bind ?options (create$)) (bind ?nets (create$)) (bind ?chosen (create$)) (bind ?tied (create$)) (bind ?most 0)
  (loop-for-count (?place 0 (- (div (length$ ?scores) 3) 1))
    (bind ?for (nth$ (+ (* ?place 3) 2) ?scores))
    (bind ?net (- ?for (nth$ (+ (* ?place 3) 3) ?scores)))
    (if (and (> ?for 0) (>= ?net 0)) then
      (bind ?option (nth$ (+ (* ?place 3) 1) ?scores))
      (bind ?options ?options ?option) (bind ?nets ?nets ?net) (bind ?most (max ?most ?net))
      (if (= ?net 0) then (bind ?tied ?tied ?option) else (bind ?chosen ?chosen ?option))))
  (if (> (length$ ?exclusions) 0) then
    (loop-for-count (?down 0 (- ?most 1)) ; the strongest first: who has fallen excludes nobody
      (foreach ?option ?options
        (if (and (= (nth$ ?option-index ?nets) (- ?most ?down)) (member$ ?option ?chosen)) then
          (bind ?equals (create$)) (bind ?left (create$))
          (foreach ?other ?chosen
            (if (or (eq ?other ?option) (not (exclude-each-other ?option ?other ?exclusions)))
              then (bind ?left ?left ?other)
              else (if (= (nth$ (member$ ?other ?options) ?nets) (- ?most ?down))
                then (bind ?left ?left ?other) (bind ?equals ?equals ?other))))
          (bind ?chosen ?left)
          (if (> (length$ ?equals) 0) then (bind ?tied ?tied ?option ?equals))))))
  (conclude ?goal (in-order-of ?options ?chosen ?tied) (in-order-of ?options ?tied (create$))))

; scores: quantity and way, reasons for this way, reasons for the other way, and so on
(deffunction settle-direction (?goal $?scores)
  (bind ?outcome (create$)) (bind ?tied (create$))
  (loop-for-count (?place 0 (- (div (length$ ?scores) 3) 1))
    (bind ?mine (nth$ (+ (* ?place 3) 2) ?scores)) (bind ?other (nth$ (+ (* ?place 3) 3) ?scores))
    (if (and (> ?mine 0) (>= ?mine ?other)) then
      (bind ?way (nth$ (+ (* ?place 3) 1) ?scores))
      (bind ?outcome ?outcome ?way)
      (if (= ?mine ?other) then (bind ?tied ?tied ?way))))
  (conclude ?goal ?outcome ?tied))

; votes: for each order of the options, the orders themselves in order
(deffunction place-of-most ($?votes)
  (bind ?most 0) (bind ?place 0)
  (foreach ?count ?votes (if (> ?count ?most) then (bind ?most ?count) (bind ?place ?count-index)))
  ?place)

(deffunction tie-of-most ($?votes)
  (bind ?most 0) (bind ?times 0)
  (foreach ?count ?votes
    (if (> ?count ?most) then (bind ?most ?count) (bind ?times 0))
    (if (= ?count ?most) then (bind ?times (+ ?times 1))))
  (and (> ?most 0) (> ?times 1)))

; votes: value, rules that infer it, and so on; nothing where several have most
(deffunction infer ($?votes)
  (bind ?best 0) (bind ?top (create$))
  (loop-for-count (?place 0 (- (div (length$ ?votes) 2) 1))
    (bind ?count (nth$ (+ (* ?place 2) 2) ?votes))
    (if (> ?count ?best) then (bind ?best ?count) (bind ?top (create$)))
    (if (and (> ?count 0) (= ?count ?best)) then (bind ?top ?top (nth$ (+ (* ?place 2) 1) ?votes))))
  (if (= (length$ ?top) 1) then ?top else (create$)))
"""


def stands(rule: str) -> str:
    """Return the global that is 1 while a rule stands."""
    return f"?*{rule}*"


def total(rules: Iterable[str]) -> str:
    """Return how many of the rules stand."""
    counted = [stands(rule) for rule in rules]
    return f"(+ {' '.join(counted)})" if len(counted) > 1 else counted[0] if counted else "0"


def weigh(ruleset: Ruleset, node: str) -> list[str]:
    """Return the actions that take the beaten rules about a node off, in the order of the policy."""
    rules = [rule.id for rule in ruleset.rules_of.get(node, ())]
    conflicts = list(enumerate(ruleset.conflicts_of.get(node, ()), 1))
    lines = [f"(bind ?winners{place} {_winners(conflict, rules)})" for place, conflict in conflicts]
    lines += [line for place, conflict in conflicts for line in _set_aside(place, conflict, rules)]
    for why, beaten_by in (("exception", ruleset.overridden_by), ("narrower", ruleset.outspecified_by)):
        stronger = {rule: sorted(beaten_by[rule] & set(rules)) for rule in rules}
        for rule in TopologicalSorter(stronger).static_order():  # who beats comes before who is beaten
            if stronger[rule]:
                met = f"(and (> {stands(rule)} 0) (> {total(stronger[rule])} 0))"
                lines.append(f"(if {met} then (bind {stands(rule)} 0)) ; {why}")
    return lines


def _winners(conflict: Conflict, rules: list[str]) -> str:
    sides = [[rule for rule in side.rules if rule in rules] for side in conflict.sides]
    present = " ".join(f"(> {total(side)} 0)" for side in sides)
    wished = " ".join(_any(f"(and (> {stands(rule)} 0) (member$ {rule} ?*preferred*))" for rule in s) for s in sides)
    names = [side.id for side in conflict.sides]
    declared = names.index(conflict.prefer) + 1 if conflict.resolution == "prefer" and conflict.prefer in names else 0
    wishes = f"(if (> (length$ ?*preferred*) 0) then (create$ {wished}) else (create$))"
    return f"(winning-sides {declared} (create$ {present}) {wishes})"


def _any(tests: Iterable[str]) -> str:
    return " ".join(["(or FALSE FALSE", *tests]) + ")"


def _set_aside(place: int, conflict: Conflict, rules: list[str]) -> Iterator[str]:
    sides_of = {
        rule: [number for number, side in enumerate(conflict.sides, 1) if rule in side.rules]
        for rule in rules
        if any(rule in side.rules for side in conflict.sides)
    }
    for rule, numbers in sides_of.items():
        yield f"(if (lose ?winners{place} {' '.join(map(str, numbers))}) then (bind {stands(rule)} 0)) ; {conflict.id}"


# --- counting -----------------------------------------------------------------------------------------


def settle(decision: Decision, rules: tuple[Rule, ...]) -> list[str]:
    """Return the actions that conclude a decision from the rules that stand, and bind `?chosen`."""
    if decision.kind == "rank":
        return _settle_ranking(decision, rules)
    pros, cons = _reasons(rules)
    if decision.kind == "direction":
        ways = sorted(decision.outcomes)
        scores = [f"{way} {total(pros.get(way, ()))} {total(pros.get(_other(way), ()))}" for way in ways if way in pros]
        return [_call("settle-direction", decision.id, scores)]
    scores = [f"{option} {total(pros[option])} {total(cons.get(option, ()))}" for option in sorted(pros)]
    if decision.kind == "one":
        return [_call("settle-one", decision.id, scores)]
    exclusions = " ".join(f"{one.id} {two}" for one in decision.options for two in one.excludes)
    return [_call("settle-some", f"{decision.id} (create${exclusions and ' '}{exclusions})", scores)]


def infer(fact: FactDef, rules: tuple[Rule, ...]) -> str:
    """Return the value that the rules standing infer for a fact, in a list, or nothing."""
    votes: dict[str, list[str]] = {}
    for rule in rules:
        assert isinstance(rule.then, Inference)  # noqa: S101 - the builder lets only inferences speak about a fact
        votes.setdefault(symbol(rule.then.value), []).append(rule.id)
    return f"(infer {' '.join(f'{value} {total(ids)}' for value, ids in sorted(votes.items()))})"


def _reasons(rules: tuple[Rule, ...]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    pros: dict[str, list[str]] = {}
    cons: dict[str, list[str]] = {}
    for rule in rules:
        assert isinstance(rule.then, Argument)  # noqa: S101 - rankings and inferences are counted elsewhere
        for option in rule.then.options:
            (pros if rule.then.favours else cons).setdefault(option, []).append(rule.id)
    return pros, cons


def _settle_ranking(decision: Decision, rules: tuple[Rule, ...]) -> list[str]:
    votes: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for rule in rules:
        assert isinstance(rule.then, Ranking)  # noqa: S101 - the builder lets only rankings speak about a ranking
        votes.setdefault(rule.then.order, []).append(rule.id)
    if not votes:
        return [_call("conclude", f"{decision.id} (create$) (create$)", [])]
    cases = [
        f"(case {place} then (create$ {' '.join(option for group in order for option in group)}))"
        for place, order in enumerate(sorted(votes), 1)
    ]
    return [
        f"(bind ?votes (create$ {' '.join(total(votes[order]) for order in sorted(votes))}))",
        f"(bind ?order (switch (place-of-most ?votes) {' '.join(cases)} (default (create$))))",
        _call("conclude", f"{decision.id} ?order (if (tie-of-most ?votes) then ?order else (create$))", []),
    ]


def _call(function: str, first: str, scores: list[str]) -> str:
    return f"(bind ?chosen ({' '.join([function, first, *scores])}))"


def _other(way: str) -> str:
    quantity, _, direction = way.partition(":")
    return f"{quantity}:{'down' if direction == 'up' else 'up'}"
