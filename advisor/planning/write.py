"""A plan in the format that is asked for."""

from __future__ import annotations

import json
from typing import Literal, get_args

from advisor.consultation.findings import Consultation
from advisor.language.letters import clean_line
from advisor.model.types import Lang
from advisor.planning.brief import brief as shortened
from advisor.planning.build import build_plan
from advisor.planning.document import document_of
from advisor.planning.html import html_of
from advisor.planning.markdown import markdown_of
from advisor.planning.own_sections import with_own_sections
from advisor.planning.pages import Templates, page_words
from advisor.planning.plan_json import plan_json
from advisor.planning.types import Period, Plan
from advisor.render.environment import Words
from advisor.render.phrases import Phrases

Format = Literal["md", "html", "docx", "pdf", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
BINARY: frozenset[Format] = frozenset({"docx", "pdf"})


def draw_up(
    consultation: Consultation, lang: Lang, templates: Templates = None, name: str = "", period: Period | None = None
) -> Plan:
    """Return the plan of a consultation as data. `name`: what the person calls the case, of any length."""
    words = Words(lang, templates, corpus=consultation.kb.outline.corpus)
    plan = build_plan(consultation, Phrases(consultation.kb, words), clean_line(name), period)
    return with_own_sections(plan, words, words.folders[:-1])


def write_plan(
    consultation: Consultation,
    lang: Lang,
    fmt: Format,
    templates: Templates = None,
    name: str = "",
    *,
    period: Period | None = None,
    brief: bool = False,
) -> str:
    """Return the plan of a consultation as text: Markdown, HTML or JSON.

    `templates`: folders of templates that come before the shipped ones. `name`: what the person calls the case.
    `period`: the time to plan for; None: the one of the knowledge base. `brief`: the owner's two pages.
    """
    plan = draw_up(consultation, lang, templates, name, period)
    return format_plan(plan, fmt, templates, brief=brief).decode("utf-8")


def format_plan(plan: Plan, fmt: Format, templates: Templates = None, *, brief: bool = False) -> bytes:
    """Return a plan in a format; `brief`: its short version.

    Raises UsageError where the format needs a package that is not installed.
    """
    lang: Lang = "en" if plan.lang == "en" else "vi"
    words = page_words(lang, templates, markup=False)
    if brief:
        plan = shortened(plan, words)
    if fmt == "json":
        return (json.dumps(plan_json(plan), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    document = document_of(plan, words, brief=brief)
    if fmt == "md":
        return markdown_of(document, words).encode("utf-8")
    if fmt == "html":
        return html_of(document, page_words(lang, templates, markup=True)).encode("utf-8")
    if fmt == "docx":
        from advisor.planning.docx_file import docx_of

        return docx_of(document, words, plan.period.start)
    from advisor.planning.pdf_file import pdf_of

    return pdf_of(document, words)
