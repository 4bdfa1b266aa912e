"""The work that carries out what was chosen: who does it, from when to when, paid for by what, measured how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor.consultation.findings import Finding
from advisor.model.types import Option, Remark
from advisor.model.work import Activity, Anchor, Role
from advisor.planning.draft import Draft
from advisor.planning.schedule import Dates, Task, schedule
from advisor.planning.types import From

_DAYS = 7
"""How long a piece of work takes that the practice layer says nothing about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of work before it has dates. `item`: the item of the budget that pays for it, where there is one."""

    id: str
    goal: str
    option: str
    text: str
    kpi: str
    origin: From
    sources: tuple[str, ...]
    owner: str
    stage: int
    phase: str
    anchor: Anchor
    days: int
    at_once: int
    after: tuple[str, ...] = ()
    item: str = ""
    main: bool = True


def pieces_of(draft: Draft) -> tuple[Piece, ...]:
    """Return the work for everything that was chosen, in order of stages; no sentence twice.

    Decisions that the practice layer gives no work for are carried out by the actions of their options; where options
    are only tied, the work is to choose.
    """
    found: list[Piece] = []
    seen: set[str] = set()
    for piece in (*_planned(draft), *_unplanned(draft), *_undecided(draft)):
        if piece.text not in seen:
            seen.add(piece.text)
            found.append(piece)
    return tuple(sorted(found, key=lambda piece: piece.stage))


def dates_of(draft: Draft, pieces: Sequence[Piece]) -> Dates:
    """Return first and last day of each piece; what is not in the calendar has all the time of its stage."""
    main = schedule([_task(piece) for piece in pieces if piece.main], draft.period.start, draft.period.end)
    stages: dict[int, tuple[date, date]] = {}
    for piece in pieces:
        if piece.main:
            first, last = main[piece.id]
            begun, ended = stages.get(piece.stage, (first, last))
            stages[piece.stage] = min(begun, first), max(ended, last)
    return {**main, **{piece.id: _time_of(stages, piece, draft) for piece in pieces if not piece.main}}


def _time_of(stages: Mapping[int, tuple[date, date]], piece: Piece, draft: Draft) -> tuple[date, date]:
    """Return the time of a piece's stage; where the calendar has none of it, that of the stage before."""
    before = max((stage for stage in stages if stage <= piece.stage), default=None)
    return (draft.period.start, draft.period.end) if before is None else stages[before]


def _task(piece: Piece) -> Task:
    return Task(
        id=piece.id,
        stage=piece.stage,
        anchor=piece.anchor,
        days=piece.days,
        owner=piece.owner,
        at_once=piece.at_once,
        after=piece.after,
    )


# --- what the practice layer says ----------------------------------------------------------------------


def _planned(draft: Draft) -> Iterator[Piece]:
    rows: dict[str, tuple[str, ...]] = {}  # an activity may have several rows, and others come after all of them
    for activity in draft.kb.work.activities:
        finding = draft.consultation.findings.get(activity.decision)
        if finding is None or not draft.holds(activity.when):
            continue
        after = tuple(row for other in activity.after for row in rows.get(other, ()))
        for number, (option, text, kpi, origin, sources) in enumerate(_rows(draft, activity, finding)):
            id_ = f"{activity.id}.{number}"
            rows[activity.id] = (*rows.get(activity.id, ()), id_)
            piece = _placed(draft, activity, id_)
            yield replace(
                piece,
                option=option,
                text=text,
                kpi=kpi,
                origin=origin,
                sources=sources,
                after=after,
                item=activity.item,
            )


def _placed(draft: Draft, activity: Activity, id_: str) -> Piece:
    """Return a piece of work of an activity: everything but what it is."""
    stage, phase = next((n, one) for n, one in enumerate(draft.kb.work.phases) if one.id == activity.phase)
    role = _role(draft, activity)
    return Piece(
        id=id_,
        goal=activity.decision,
        option="",
        text="",
        kpi="",
        origin="practice",
        sources=(),
        owner=role.label[draft.lang] if role else draft.say("plan_actions", "anybody"),
        stage=stage,
        phase=phase.label[draft.lang],
        anchor=phase.anchor,
        days=activity.days,
        at_once=role.at_once if role else 1,
        main=activity.main,
    )


def _role(draft: Draft, activity: Activity) -> Role | None:
    roles = {role.id: role for role in draft.kb.work.roles}
    return next((roles[id_] for id_ in activity.owner if draft.holds(roles[id_].when)), None)


_Row = tuple[str, str, str, From, tuple[str, ...]]


def _rows(draft: Draft, activity: Activity, finding: Finding) -> Iterator[_Row]:
    """Yield option, text, measure, origin and sources of each row of an activity."""
    order = draft.kb.decisions[activity.decision].outcomes
    ranked = finding.chosen if draft.kb.decisions[activity.decision].kind == "rank" else order
    chosen = [one for one in ranked if one in finding.chosen and (not activity.options or one in activity.options)]
    if activity.text is not None:
        text = draft.fill(activity.text)
        if chosen and text is not None:
            option = draft.kb.decisions[activity.decision].option(chosen[0])
            kpi = _kpi(draft, activity, option, chosen[0])
            named = chosen[0] if len(chosen) == 1 or activity.options else ""
            yield named, text, kpi, "practice", _sources(draft, activity)
        return
    rows = 0
    for one in chosen:
        option = draft.kb.decisions[activity.decision].option(one)
        if option.actions and rows < activity.at_most:
            rows += 1
            yield one, *_drawn(draft, option.actions[0], _kpi(draft, activity, option, one))


def _kpi(draft: Draft, activity: Activity, option: Option, chosen: str) -> str:
    own = draft.fill(activity.kpi) if activity.kpi is not None else None
    return own or _measure(draft, option, activity.decision, chosen)


def _sources(draft: Draft, activity: Activity) -> tuple[str, ...]:
    return (*activity.cites, *draft.kb.citations(activity.teaches))


def _measure(draft: Draft, option: Option, decision: str, chosen: str) -> str:
    if option.measures:
        return option.measures[0].text[draft.lang]
    return draft.say("plan_actions", "done", option=draft.phrases.option(decision, chosen))


def _drawn(draft: Draft, remark: Remark, kpi: str) -> tuple[str, str, From, tuple[str, ...]]:
    origin: From = "practice" if remark.practice else "course"
    return remark.text[draft.lang], kpi, origin, draft.kb.citations(remark.teaches)


# --- what it says nothing about ------------------------------------------------------------------------


def _unplanned(draft: Draft) -> Iterator[Piece]:
    """Yield a row for each decision that no activity carries out: in the calendar where there is no other work."""
    work = draft.kb.work
    carried = {activity.decision for activity in work.activities}
    stage = next((number for number, phase in enumerate(work.phases) if phase.anchor != "start"), len(work.phases))
    for area in draft.areas:
        for decision in area["decisions"]:
            if decision["id"] in carried:
                continue
            finding = draft.consultation.findings[decision["id"]]
            for chosen in finding.chosen:
                option = draft.kb.decisions[decision["id"]].option(chosen)
                if not option.actions:
                    continue
                kpi = _measure(draft, option, decision["id"], chosen)
                text, kpi, origin, sources = _drawn(draft, option.actions[0], kpi)
                yield Piece(
                    id=f"{decision['id']}.{chosen}",
                    goal=decision["id"],
                    option=chosen,
                    text=text,
                    kpi=kpi,
                    origin=origin,
                    sources=sources,
                    owner=draft.say("plan_actions", "anybody"),
                    stage=max(0, stage - 1),
                    phase="",
                    anchor="start",
                    days=_DAYS,
                    at_once=1,
                    main=not work.activities,
                )
                break


def _undecided(draft: Draft) -> Iterator[Piece]:
    """Yield for each decision whose options are only tied the work of choosing, as the work it holds up is placed."""
    activities = {activity.decision: activity for activity in reversed(draft.kb.work.activities)}
    for area in draft.areas:
        for decision in area["decisions"]:
            finding = draft.consultation.findings[decision["id"]]
            activity = activities.get(finding.goal)
            if finding.chosen or not finding.outcome or activity is None:
                continue
            parts = {"decision": decision["label"], "options": [option["label"] for option in decision["tied"]]}
            yield replace(
                _placed(draft, activity, f"{finding.goal}.choose"),
                text=draft.say("plan_actions", "choose", **parts),
                kpi=draft.say("plan_actions", "chosen", decision=decision["label"]),
                anchor="start",
                stage=0,
                phase=draft.kb.work.phases[0].label[draft.lang],
            )


def strategy_of(draft: Draft, piece: Piece) -> str:
    """Return the choice that a piece of work carries out, in words."""
    label = draft.phrases.subject(piece.goal)
    option = draft.phrases.option(piece.goal, piece.option) if piece.option else ""
    return draft.say("plan_actions", "strategy", decision=label, option=option)
