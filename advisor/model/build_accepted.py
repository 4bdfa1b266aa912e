"""Builder of the findings that are let stand."""

from __future__ import annotations

from advisor.diagnostics import did_you_mean, said
from advisor.model.build import Builder, text
from advisor.model.build_subjects import condition_at
from advisor.model.types import Acceptance

_KINDS = ("facts", "decisions", "formulas", "tables", "concepts", "course")


def build_accepted(builder: Builder) -> tuple[Acceptance, ...]:
    """Return the findings that are let stand, in the order of their files."""
    known = {*builder.rule_ids, *(id_ for kind in _KINDS for id_ in builder.items.get(kind, {}))}
    found: list[Acceptance] = []
    for item in builder.items.get("accepted", {}).values():
        data = item.data
        for index, id_ in enumerate(data.get("of", ())):
            if id_ not in known:
                message = said("the accepted finding is about '{id}', which nothing defines", id=id_)
                builder.report("unknown-id", message, item.span_of(("of", index)), did_you_mean(id_, known))
        if not data.get("of") and not data.get("words"):
            builder.report("missing-key", said("an accepted finding is about ids (`of`) or `words`"), item.span)
        found.append(
            Acceptance(
                kind=data["kind"],
                of=tuple(data.get("of", ())),
                words=tuple(data.get("words", ())),
                where=condition_at(builder, item, data.get("where"), ("where",)),
                reason=text(data["reason"]),
                span=item.span,
            )
        )
    return tuple(found)
