"""How a plan is carried out, as the practice layer says it: who does what when, for how much, how it is watched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisor.model.practice import PracticeItem
from advisor.model.text import Text

Anchor = Literal["start", "through", "end"]
Purpose = Literal["spending", "sales"]
Every = Literal["week", "month", "quarter", "half-year", "year", "end"]


# --- actions -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(PracticeItem):
    """Somebody who does work, and how many pieces of it at a time."""

    label: Text
    at_once: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(PracticeItem):
    """A stage of the work; stages follow each other as they stand in their file.

    `anchor`: work of the stage follows that of the stage before (`start`), goes on to the last day of the
    period (`through`), or comes in its last days (`end`).
    """

    label: Text
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(PracticeItem):
    """A piece of work that carries out a decision, where one of `options` is chosen (empty: any).

    Without `text` it is drawn from the actions of the chosen option, without `kpi` from its measures; then there is
    one row for each chosen option, up to `at_most`. `owner`: roles, the first that holds does it. `item`: the item of
    the budget that pays for it. `main`: it belongs into the calendar; other work is for later.
    """

    decision: str
    options: tuple[str, ...] = ()
    phase: str
    days: int
    owner: tuple[str, ...]
    after: tuple[str, ...] = ()
    item: str = ""
    main: bool = False
    at_most: int = 1
    text: Text | None = None
    kpi: Text | None = None


# --- money ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPlan(PracticeItem):
    """Where the money of the plan is from and what divides it.

    `method`: the decision how it is set; `amounts`: the decision of kind value whose options, named like those of
    `method`, show what each comes to; `ceiling`: the fact or formula that no plan spends more than. All are of a year.
    `items`: the decision whose chosen options are paid for; `order`: the decision that ranks them; `basis`: why it
    is divided so.
    """

    method: str
    amounts: str
    ceiling: str = ""
    items: str
    order: str = ""
    basis: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetItem(PracticeItem):
    """Something that is paid for: an `option` of the decision that divides the money, or a fixed `share` in percent."""

    label: Text
    option: str = ""
    share: Decimal = Decimal(0)
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(PracticeItem):
    """How an amount is spread over the time it falls in: weights of equal parts of that time.

    `label` completes a sentence: the amount is spread `evenly`.
    """

    purpose: Purpose
    weights: tuple[int, ...]
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(PracticeItem):
    """A case to be ready for, in percent of what is planned."""

    label: Text
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLine:
    """A line of the forecast, worked out in one of these ways.

    `of_year`: an amount a year, spread over the months (`varies`: by the profile of sales and with the scenario; else
    evenly); `line` × `times`: another line times a fact or formula; `plus` less `minus`: sums of other lines;
    `budget`: the money of the plan.
    """

    id: str
    label: Text
    unit: str
    of_year: str = ""
    varies: bool = False
    line: str = ""
    times: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    budget: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the ids of the other lines it is worked out from."""
        return (*((self.line,) if self.line else ()), *self.plus, *self.minus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """The month in which a line, added up, covers other lines of the whole period."""

    line: str
    covers: tuple[str, ...]
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a line should come to: a fact or formula, of a year; `by`: facts of which more or less would do it."""

    line: str
    of_year: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(PracticeItem):
    """What the plan is expected to bring, line by line; `shown`: the lines that scenarios are compared by.

    A line may be given in several ways, one below the other: the first that can be worked out is taken.
    `remarks`: what a reader must know of it.
    """

    lines: tuple[ForecastLine, ...]
    shown: tuple[str, ...]
    crossings: tuple[Crossing, ...] = ()
    aims: tuple[Aim, ...] = ()
    remarks: tuple[Text, ...] = ()


# --- controls ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRule(PracticeItem):
    """How an objective is watched; without `objective`, any that has no control of its own.

    `share`: percent of what is due by then below which the step `then` is taken; `threshold`: the same in words,
    where it is no share. `line`: the line of the forecast that says how much is due by then.
    """

    objective: str = ""
    how: Text
    every: Every
    share: Decimal | None = None
    threshold: Text | None = None
    line: str = ""
    then: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All of it; empty for a knowledge base that has none."""

    roles: tuple[Role, ...] = ()
    phases: tuple[Phase, ...] = ()
    activities: tuple[Activity, ...] = ()
    budget: BudgetPlan | None = None
    budget_items: tuple[BudgetItem, ...] = ()
    profiles: tuple[Profile, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    forecast: Forecast | None = None
    controls: tuple[ControlRule, ...] = ()
