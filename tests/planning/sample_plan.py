"""A small plan made by hand, in which every text can be replaced by something hostile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from advisor.planning.types import (
    Action,
    Budget,
    BudgetRow,
    Bullets,
    Control,
    Figure,
    Heading,
    Objective,
    Paragraph,
    Period,
    Plan,
    Section,
    Sentence,
    Table,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 80" width="600" height="80" role="img">'
    '<text x="10" y="40" font-family="Be Vietnam Pro" font-size="13">Chu kỳ sống</text></svg>'
)


def as_it_is(text: str) -> str:
    return text


def sample_plan(name: str = "Trà Mộc", lang: str = "vi", say: Callable[[str], str] = as_it_is) -> Plan:
    """Return a plan with every kind of block; `say` is put around each text a person or a knowledge base writes."""

    def sentence(text: str, *sources: str) -> Sentence:
        return Sentence(say(text), "course" if sources else "fact", sources)

    rows = tuple((sentence(f"Dòng {n}"), sentence(f"{n}.000 ₫", "004:495")) for n in range(1, 4))
    summary = Section(
        "summary",
        say("Tóm tắt"),
        (Paragraph((sentence("Ý một.", "004:495"), sentence("Ý hai.", "004:495")), brief=True),),
    )
    mix = Section(
        "mix",
        say("Marketing hỗn hợp"),
        (
            Heading(say("Giá"), 3, "price"),
            Paragraph((sentence("Ba điều sau:"),)),
            Bullets(((sentence("Một.", "doran-1981"),), (sentence("Hai.", "doran-1981"),))),
            Heading(say("Chi tiết"), 4),
            Table(say("Bảng giá"), (say("Khoản"), say("Tiền")), (*rows, rows[0]), ("start", "end"), total=True),
            Figure("figure-a", say("Vòng đời"), say("Đang ở giai đoạn đầu."), SVG, ("004:407",)),
        ),
    )
    return Plan(
        title="Kế hoạch marketing" if lang == "vi" else "Marketing plan",
        name=name,
        lang=lang,
        knowledge="0123456789ab",
        period=Period(date(2027, 1, 1), date(2027, 12, 31)),
        sections=(
            summary,
            mix,
            *(
                Section(id_, id_.title(), (Paragraph((sentence("Một ý."),)),))
                for id_ in ("actions", "budget", "controls")
            ),
        ),
        mix=(),
        objectives=(
            Objective(
                id="o", metric=say("doanh số"), baseline="", target="1", deadline=date(2027, 6, 30), basis=say("b")
            ),
        ),
        actions=tuple(
            Action(
                action=say(f"Làm việc số {n}"),
                owner=say("chủ cửa hàng"),
                start=date(2027, 1, n),
                end=date(2027, 2, n),
                cost=Decimal(n * 1000) if n % 2 else None,
                kpi=say("số khách"),
                strategy=say("giá thấp"),
                phase=say("chuẩn bị"),
            )
            for n in range(1, 16)
        ),
        budget=Budget(
            method=say("tùy khả năng"),
            rows=(BudgetRow(say("quảng cáo"), (Decimal(10**15),), Decimal(10**15)),),
            total=Decimal(10**15),
        ),
        controls=(
            Control(
                objective="o",
                metric=say("doanh số"),
                baseline="",
                target="1",
                how="",
                when="",
                threshold=say("dưới 90%"),
                then=say("giảm giá"),
            ),
        ),
        documents=(("004", "Quản trị marketing"), ("doran-1981", "Doran (1981)")),
        labels=(("doran-1981", "Doran 1981"),),
    )
