"""A consultation to a plan: every section is written from one draft, in the order in which each rests on the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from advisor.consultation.findings import Consultation
from advisor.model.types import KnowledgeBase
from advisor.planning.appendix import appendix_blocks
from advisor.planning.budget_blocks import budget_blocks, money_summary
from advisor.planning.carry import carry_out
from advisor.planning.choices import Told
from advisor.planning.controls import controls_blocks, plan_controls
from advisor.planning.draft import Draft
from advisor.planning.figures import with_figures
from advisor.planning.mix import mix_blocks
from advisor.planning.mix_data import choices
from advisor.planning.objectives import objective_blocks, plan_objectives
from advisor.planning.once import said_once
from advisor.planning.prose import parts_of
from advisor.planning.shortfall import with_shortfalls
from advisor.planning.situation import situation_blocks, told_part
from advisor.planning.summary import summary_blocks
from advisor.planning.swot import swot_blocks
from advisor.planning.types import Block, Paragraph, Period, Plan, Section, Sentence
from advisor.planning.work_blocks import actions_blocks, more_blocks
from advisor.render.phrases import Phrases

SECTIONS = ("summary", "situation", "swot", "objectives", "stp", "mix", "actions", "budget", "controls", "appendix")
FIRST_PERIOD = (date(2027, 1, 1), date(2027, 12, 31))
"""The period where neither the case nor the knowledge base names one: fixed, so that a plan never changes by itself."""


def build_plan(consultation: Consultation, phrases: Phrases, name: str = "", period: Period | None = None) -> Plan:
    """Return the plan for a consultation of all decisions.

    `name`: what the person calls the case. `period`: the time to plan for; None: the one of the knowledge base.
    """
    draft = Draft(consultation, phrases, period or Period(*usual_period(consultation.kb), assumed=True), name)
    told = Told()
    objectives = plan_objectives(draft)
    blocks: dict[str, Iterable[Block]] = {}
    blocks["situation"] = list(situation_blocks(draft, told))
    blocks["swot"] = list(swot_blocks(draft))
    blocks["stp"] = [block for part in parts_of(draft, "stp") for block in told_part(draft, part, told)]
    blocks["mix"] = list(mix_blocks(draft, told))
    carried = carry_out(draft)
    objectives = with_shortfalls(draft, objectives, carried.expected)
    blocks["objectives"] = list(objective_blocks(draft, objectives))
    controls = plan_controls(draft, objectives, carried.expected)
    blocks["actions"] = list(actions_blocks(draft, carried))
    blocks["budget"] = list(budget_blocks(draft, carried))
    blocks["controls"] = list(controls_blocks(draft, objectives, controls, carried))
    blocks["summary"] = list(summary_blocks(draft, objectives, money_summary(draft, carried)))
    blocks["appendix"] = list(
        appendix_blocks(draft, told, _sentences(blocks.values()), list(more_blocks(draft, carried)))
    )
    sections = said_once(
        section for id_ in SECTIONS if (section := _section(draft, id_, tuple(blocks.get(id_, ())))) is not None
    )
    plan = Plan(
        title=draft.kb.outline.title[draft.lang],
        name=name,
        lang=draft.lang,
        knowledge=draft.kb.digest[:12],
        period=draft.period,
        sections=sections,
        mix=choices(draft),
        objectives=objectives,
        actions=carried.actions,
        budget=carried.budget,
        controls=controls,
        documents=_documents(draft, sections),
        labels=tuple((one.id, one.cite or one.id) for one in draft.kb.sources.values() if one.kind == "practice"),
    )
    return with_figures(plan, draft)


def usual_period(kb: KnowledgeBase) -> tuple[date, date]:
    """Return the first and last day of a plan for a case that names none."""
    days = kb.practice.period
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else FIRST_PERIOD


def _section(draft: Draft, id_: str, blocks: Sequence[Block]) -> Section | None:
    """Return a section; where it has nothing to say, one line if the knowledge base has such a section, else None."""
    given = {one.id: one for one in draft.kb.practice.sections}.get(id_)
    title = given.title[draft.lang] if given else draft.say("plan", "section_title", id=id_)
    if not blocks:
        if given is None:
            return None
        blocks = (Paragraph((Sentence(given.empty[draft.lang], "fact"),)),)
    return Section(id_, title, tuple(blocks))


def _sentences(parts: Iterable[Iterable[Block]]) -> list[Sentence]:
    return [one for blocks in parts for one in Section("", "", tuple(blocks)).sentences()]


def _documents(draft: Draft, sections: Iterable[Section]) -> tuple[tuple[str, str], ...]:
    """Return the documents and works that the plan cites, with their titles."""
    cited = {place.partition(":")[0] for one in _sentences(s.blocks for s in sections) for place in one.sources}
    return tuple((one.id, one.title[draft.lang]) for one in draft.kb.sources.values() if one.id in cited)
