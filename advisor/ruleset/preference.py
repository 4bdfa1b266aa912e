"""Whether a source a person prefers stands behind a rule."""

from __future__ import annotations

from advisor.ruleset.compile import Ruleset


def matches_preference(ruleset: Ruleset, rule_id: str, wish: str) -> bool:
    """Return whether a preferred source (`001`, `004:495`, a point id or a rule id) stands behind a rule."""
    rule = ruleset.kb.rules[rule_id]
    if wish == rule_id or wish in rule.teaches:
        return True
    document, _, lines = wish.partition(":")
    first, _, last = lines.partition("-")
    for point in (ruleset.kb.points[one] for one in rule.teaches):
        if point.source != document:
            continue
        if not lines:
            return True
        if (
            first.isdigit()
            and point.lines[0] <= int(last if last.isdigit() else first)
            and int(first) <= point.lines[1]
        ):
            return True
    return False
