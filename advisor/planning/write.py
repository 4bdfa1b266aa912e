"""A plan as Markdown, HTML or JSON text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

from advisor.consultation.findings import Consultation
from advisor.language.letters import clean_line
from advisor.model.types import Lang
from advisor.planning.build import build_plan
from advisor.planning.types import Bullets, Heading, Paragraph, Plan, Sentence, Table
from advisor.render.environment import Words
from advisor.render.phrases import Phrases

Format = Literal["md", "html", "json"]


def write_plan(
    consultation: Consultation, lang: Lang, fmt: Format, own_templates: Path | None = None, name: str = ""
) -> str:
    """Return the plan of a consultation as text.

    `fmt`: md, html or json. `own_templates`: the knowledge base's folder of templates.
    `name`: what the person calls the case; it is cleaned and escaped for the format.
    """
    corpus = consultation.kb.outline.corpus
    words = Words(lang, own_templates, corpus=corpus)
    plan = build_plan(consultation, Phrases(consultation.kb, words), clean_line(name))
    if fmt == "json":
        return json.dumps(plan_json(plan), ensure_ascii=False, indent=2) + "\n"
    if fmt == "md":
        words.environment.filters["md"] = escape_markdown
        return tidy(words.render("layout/plan.md.j2", plan=plan, block_kind=_block_kind))
    page = Words(lang, own_templates, autoescape=True)
    contents = words.say("plan", "contents")
    return tidy(page.render("layout/plan.html.j2", plan=plan, block_kind=_block_kind, contents=contents))


def _block_kind(block: object) -> str:
    return {Heading: "heading", Paragraph: "paragraph", Bullets: "bullets", Table: "table"}[type(block)]


def tidy(text: str) -> str:
    """Return the text without trailing blanks and with single empty lines only."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*)([#+\-=>]|\d+[.)](?=\s|$))", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    escaped = _MARKDOWN.sub(r"\\\1", text)
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if len(m[2]) == 1 else f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data, with the keys of the contract."""
    return {
        "title": plan.title,
        "name": plan.name,
        "lang": plan.lang,
        "knowledge": plan.knowledge,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "text": " ".join(sentence.text for sentence in section.sentences()),
                "sentences": [_sentence_json(sentence) for sentence in section.sentences()],
            }
            for section in plan.sections
        ],
        "mix": [
            {
                "goal": choice.goal,
                "choice": list(choice.choice),
                "rejected": [{"option": one.option, "why": one.why} for one in choice.rejected],
                "sources": list(choice.sources),
            }
            for choice in plan.mix
        ],
        "documents": [{"id": id_, "title": title} for id_, title in plan.documents],
    }


def _sentence_json(sentence: Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "from": sentence.origin, "sources": list(sentence.sources)}
