"""A new rule, its case and its course point as changes to files: tried first in memory, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.consultation.consult import Advisor
from advisor.errors import UsageError
from advisor.evaluate.sheets import evaluate_sheets
from advisor.kb.cases import run_case
from advisor.kb.coverage import area_of
from advisor.kb.differences import Difference, case_differences, smaller_sheets
from advisor.kb.drawn_sheets import Drawer
from advisor.kb.insert import insert_item, item_text
from advisor.kb.planned_files import write_files
from advisor.kb.rule_draft import RuleDraft, condition_of, new_id, start_of_ids, words_of
from advisor.model.files import SourceFile
from advisor.model.load import load_knowledge
from advisor.model.types import KnowledgeBase, Rule, Value
from advisor.model.values import plain_value
from advisor.ruleset.compile import Ruleset, compile_rules, rivals
from advisor.ruleset.resolve import resolver_for

TRIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What writing a rule would do.

    `files`: the new content of files by path. `given`: answers on which the rule fires, none needless; `outcome`
    what then comes out. `differences`: what becomes of existing cases; `broken`: the cases that would then fail.
    `case_file`, `case_before`: where the case of the rule goes, and what is there without it.
    """

    rule: Rule
    draft: RuleDraft
    files: Mapping[str, bytes]
    new: Ruleset
    given: Mapping[str, Value]
    outcome: tuple[str, ...]
    differences: tuple[Difference, ...]
    broken: tuple[str, ...]
    case_file: str
    case_before: bytes

    def named(self, name: str) -> Planned:
        """Return the same with another name for the case."""
        text = _case_text(self.draft, self.rule.id, self.given, self.outcome, name)
        content = {self.case_file: self.case_before}
        _put(content, {}, self.case_file, "cases", text)
        return replace(self, files={**self.files, **content})


def same_rules(kb: KnowledgeBase, draft: RuleDraft) -> tuple[Rule | None, tuple[Rule, ...]]:
    """Return the rule that says the very same on the same condition, if any, and those that say the contrary there."""
    drafted = _as_rule(kb, draft)
    alike = [rule for rule in kb.rules.values() if rule.target == draft.target and rule.when == drafted.when]
    same = next((rule for rule in alike if rule.then == drafted.then), None)
    return same, tuple(rule for rule in alike if rivals(kb, rule, drafted))


def _as_rule(kb: KnowledgeBase, draft: RuleDraft) -> Rule:
    from advisor.diagnostics import Span
    from advisor.model.types import Text

    then: Any = _conclusion(kb, draft)
    return Rule(id="", when=condition_of(kb, draft.when), then=then, because=Text("", ""), span=Span(""))


def _conclusion(kb: KnowledgeBase, draft: RuleDraft) -> Any:
    from advisor.model.logic import Argument, Inference, Ranking

    if "fact" in draft.then:
        return Inference(draft.target, draft.then["is"])
    ((claim, said),) = ((key, value) for key, value in draft.then.items() if key != "decision")
    if claim == "rank":
        return Ranking(draft.target, tuple((one,) for one in said))
    joint: Any = "any" if isinstance(said, dict) else "all"
    options = said["any"] if isinstance(said, dict) else said
    ids = tuple(options) if isinstance(options, list) else (options,)
    if kb.decisions[draft.target].kind == "direction":
        ids = tuple(f"{one}:{claim}" for one in ids)
    return Argument(draft.target, ids, claim != "against", joint)


def plan_rule(old: Ruleset, files: Sequence[SourceFile], draft: RuleDraft) -> Planned:
    """Return what writing a rule with a case would do; nothing is written.

    Raises KnowledgeError where the outcome would be no knowledge base; UsageError where a file would not take it.
    """
    kb = old.kb
    id_ = new_id([*kb.rules, *kb.tables], start_of_ids(kb, draft.target), words_of(draft))
    content = {file.path: file.content for file in files}
    changed: dict[str, bytes] = {}
    for point in draft.points:
        near = [one.span.path for one in kb.points.values() if one.decision == draft.target]
        text = item_text(point.data(draft.target))
        _put(content, changed, _file_of(near, "knowledge/course/new.yaml"), "course", text)
    near = [rule.span.path for rule in kb.rules.values() if rule.target == draft.target]
    path = _file_of(near, f"rules/{area_of(kb, draft.target) or 'new'}/new.yaml")
    _put(content, changed, path, "rules", item_text(draft.data(id_), ("because",)))
    new = compile_rules(_load(kb.root, content))
    if id_ not in new.kb.rules:
        raise UsageError(path)
    given, outcome = _example(new, id_)
    near = [case.span.path for case in kb.cases if draft.target in case.expect]
    path = _case_path(content, _file_of(near, "knowledge/cases/new.yaml"))
    differences = case_differences(old, new)
    named = {one for difference in differences for one in difference.cases}
    consultant = Advisor(new)
    broken = [case.name for case in new.kb.cases if case.name in named and run_case(consultant, case)]
    planned = Planned(
        rule=new.kb.rules[id_], draft=draft, files=changed, new=new, given=given, outcome=outcome,
        differences=differences, broken=tuple(broken), case_file=path, case_before=content.get(path, b""),
    )  # fmt: skip
    return planned.named(id_)


def check_planned(old: KnowledgeBase, files: Sequence[SourceFile], planned: Planned) -> None:
    """Read everything as it would be written, with the case.

    Raises KnowledgeError where that is no knowledge base; UsageError where the rule or the case would be lost in it.
    """
    kb = _load(old.root, {**{file.path: file.content for file in files}, **planned.files})
    if planned.rule.id not in kb.rules or len(kb.cases) != len(old.cases) + 1:
        raise UsageError(planned.case_file)


def _case_path(content: Mapping[str, bytes], path: str) -> str:
    """Return the file for a case: `path`, or one beside it where its list cannot take another item."""
    try:
        insert_item(content.get(path, b""), "cases", item_text({"case": "x"}))
    except UsageError:
        return f"{path.removesuffix('.yaml')}-new.yaml"
    return path


def _file_of(paths: Sequence[str], otherwise: str) -> str:
    """Return the file that holds most of what is like the new item."""
    return max(sorted(set(paths)), key=paths.count) if paths else otherwise


def _put(content: dict[str, bytes], changed: dict[str, bytes], path: str, kind: str, item: str) -> None:
    """Put an item into a file; where its list cannot take it, into one beside it."""
    try:
        new = insert_item(content.get(path, b""), kind, item)
    except UsageError:
        path = f"{path.removesuffix('.yaml')}-new.yaml"
        new = insert_item(content.get(path, b""), kind, item)
    content[path] = changed[path] = new


def _load(root: str, content: Mapping[str, bytes]) -> KnowledgeBase:
    files = [SourceFile(path, data) for path, data in sorted(content.items())]
    return load_knowledge(Path(root), cache=False, files=files)


def _example(new: Ruleset, id_: str) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the fewest answers found on which a rule fires, and what its node then comes to."""
    rule = new.kb.rules[id_]
    drawer = Drawer((new,), 0)
    facts = sorted(node for node in new.closure(frozenset({rule.target})) if node in new.kb.facts)
    sheets = [*([{}] * TRIES), *drawer.sheets(facts, TRIES)]
    tried = [sheet for sheet in drawer.made_to_hold(new, rule.when, sheets) if _fires(new, rule, [sheet])[0]]
    if not tried:
        return {}, ()
    now: dict[str, Value] = min(tried, key=lambda sheet: (len(sheet), repr(sorted(sheet.items()))))
    while True:
        smaller = list(smaller_sheets(now))
        good = [one for one, fires in zip(smaller, _fires(new, rule, smaller), strict=True) if fires]
        if not good:
            break
        now = good[0]
    finding = Advisor(new).consult(now, [rule.target] if rule.target in new.kb.decisions else [], limit=1)
    outcome = finding.findings[rule.target].outcome if rule.target in finding.findings else ()
    return now, outcome


def _fires(new: Ruleset, rule: Rule, sheets: Sequence[Mapping[str, Value]]) -> list[bool]:
    """Return on which sheets a rule fires and its node applies."""
    if not sheets:
        return []
    found = evaluate_sheets(new, resolver_for(new), sheets, new.closure(frozenset({rule.target})))
    bits = found.truth(rule.when)[0]
    if rule.target in found.applies:
        bits &= ~found.applies[rule.target][1]
    return [bool(bits >> place & 1) for place in range(len(sheets))]


def _case_text(draft: RuleDraft, id_: str, given: Mapping[str, Value], outcome: Sequence[str], name: str) -> str:
    expected: dict[str, Any] = {"outcome": list(outcome)} if outcome else {}
    expected["because"] = [id_]
    given_data = {fact: plain_value(value) for fact, value in given.items()}
    return item_text({"case": name, "given": given_data, "expect": {draft.target: expected}}, ("expect",))


def write_planned(root: Path, read: Sequence[SourceFile], planned: Planned) -> None:
    """Write the files, each whole or not at all: course points, then the rule, then the case.

    After each of them the knowledge base is one that works. Raises OSError; UsageError where a file is no longer
    what it was when the rule was planned.
    """
    order = sorted(planned.files, key=lambda name: (name.startswith("knowledge/cases"), name.startswith("rules"), name))
    write_files(root, read, {name: planned.files[name] for name in order})


def is_installed(root: Path) -> bool:
    """Return whether a knowledge base is the one inside the installed program, which the next update replaces."""
    return (root / "__init__.py").exists()
