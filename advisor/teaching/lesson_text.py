"""Lessons, terms and the map of the course as text for the terminal or as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from advisor.interview.terms import Term
from advisor.language.letters import fold
from advisor.model.types import KnowledgeBase, Text
from advisor.render.advice import wrap
from advisor.render.environment import WIDTH, Words
from advisor.teaching.course_map import Row
from advisor.teaching.lesson import Chapter, Choice, Dispute, Taught, terms_of

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class LessonWriter:
    """Writes lessons in one language. `markdown`: with headings, emphasis and links to the terms."""

    kb: KnowledgeBase
    words: Words
    markdown: bool = False

    def lesson(self, title: Text, chapters: Iterable[Chapter]) -> str:
        """Return a whole lesson."""
        told = list(chapters)
        lines = [*self._heading(1, title[self.words.lang])]
        defined: dict[str, Term] = {}
        for chapter in told:
            lines += self._chapter(chapter, defined, alone=len(told) == 1)
        lines += self._terms(list(defined.values()))
        return "\n".join(lines).strip("\n") + "\n"

    def map(self, areas: Iterable[tuple[Row, list[Row]]], read: Callable[[str], bool]) -> str:
        """Return the map of the course: each topic, and what of it was met and mastered."""
        lines = [*self._heading(1, self._say("map_title", title=self.kb.outline.title[self.words.lang]))]
        lines += self._paragraph(self._say("map_about"))
        for area, topics in areas:
            lines += self._heading(2, self._say("map_area", row=self._row(area)))
            for topic in topics:
                lines += self._bullet(self._say("map_topic", row=self._row(topic), read=read(topic.id)))
            lines.append("")
        return "\n".join(lines).strip("\n") + "\n"

    def term(self, term: Term) -> str:
        """Return a term explained."""
        lang = self.words.lang
        points = [self.kb.points[point] for point in term.points]
        places = [{"text": point.statement[lang], "place": point.citation} for point in points]
        lines = [*self._heading(2, term.names[0][:1].upper() + term.names[0][1:])]
        if len(term.names) > 1:
            lines += self._paragraph(self._say("other_names", names=list(term.names[1:])))
        lines += self._paragraph(term.definition)
        if term.example:
            lines += self._paragraph(self._say("term_example", example=term.example))
        if term.parts:
            lines += self._paragraph(self._say("term_parts", parts=list(term.parts)))
        for place in places:
            lines += self._bullet(self._say("point", **place))
        return "\n".join(lines).strip("\n") + "\n"

    # --- a chapter ---------------------------------------------------------------------------------------------------

    def _chapter(self, chapter: Chapter, defined: dict[str, Term], *, alone: bool) -> Iterator[str]:
        lang = self.words.lang
        terms = terms_of(self.kb, chapter, lang)
        new = [term for term in terms if term.names[0] not in defined]
        defined.update((term.names[0], term) for term in new)
        if not alone:
            yield from self._heading(2, chapter.label[lang])
        if chapter.question is not None:
            yield from self._paragraph(self._say("question", question=chapter.question[lang]))
        linked = self._linker(new)
        for part, points in chapter.parts.items():
            choices = chapter.choices if part == "kinds" else ()
            if points or choices:
                yield from self._heading(3, self._say(part))
                for point in points:
                    yield from self._bullet(self._point(point, linked))
                for choice in choices:
                    yield from self._choice(choice, linked)
                yield ""
        if chapter.disputes:
            yield from self._heading(3, self._say("disputes"))
            for dispute in chapter.disputes:
                yield from self._dispute(dispute)
            yield ""

    def _point(self, point: Taught, linked: Callable[[str], str]) -> str:
        lang = self.words.lang
        text = self._say("point", text=linked(point.text[lang]), place=point.place)
        because = self._say("because", because=point.because[lang]) if point.because else ""
        remark = self._say("remark", remark=point.remark[lang]) if point.remark else ""
        return " ".join(part for part in (text, because, remark) if part)

    def _choice(self, choice: Choice, linked: Callable[[str], str]) -> Iterator[str]:
        lang = self.words.lang
        label = choice.label[lang][:1].upper() + choice.label[lang][1:]
        meaning = choice.meaning[lang] if choice.meaning else ""
        name = f"**{label}**" if self.markdown else label
        yield from self._bullet(self._say("choice", label=name, meaning=linked(meaning)))
        for sentence, remarks in (("good", choice.advantages), ("bad", choice.disadvantages)):
            for remark in remarks:
                yield from self._bullet(self._say(sentence, text=remark.text[lang], place=remark.place), deep=True)

    def _dispute(self, dispute: Dispute) -> Iterator[str]:
        lang = self.words.lang
        yield from self._bullet(self._say("dispute", topic=dispute.topic[lang], reason=dispute.reason[lang]))
        for claim, places in dispute.claims:
            yield from self._bullet(self._say("point", text=claim[lang], place="; ".join(places)), deep=True)

    def _terms(self, terms: list[Term]) -> Iterator[str]:
        if not terms:
            return
        yield from self._heading(2, self._say("terms"))
        for term in sorted(terms, key=lambda one: fold(one.names[0])):
            name = term.names[0]
            anchor = f'<a id="{_anchor(name)}"></a>**{name}**' if self.markdown else name
            yield from self._bullet(self._say("term", name=anchor, definition=term.definition, command=name))

    def _linker(self, terms: list[Term]) -> Callable[[str], str]:
        """Return what links the first use of each term in the texts given to it, one after the other."""
        waiting = {term.names[0]: _anchor(term.names[0]) for term in sorted(terms, key=lambda one: -len(one.names[0]))}

        def linked(text: str) -> str:
            if not self.markdown:
                return text
            for name, anchor in list(waiting.items()):
                parts = re.split(rf"(\[[^\]]*\]\([^)]*\))|(\b{re.escape(name)}\b)", text, flags=re.IGNORECASE)
                place = next((index for index in range(2, len(parts), 3) if parts[index]), None)
                if place is not None:
                    parts[place] = f"[{parts[place]}](#{anchor})"
                    text = "".join(part for part in parts if part)
                    del waiting[name]
            return text

        return linked

    # --- lines -------------------------------------------------------------------------------------------------------

    def _say(self, sentence: str, **parts: object) -> str:
        return self.words.say("lesson", sentence, **parts)

    def _row(self, row: Row) -> dict[str, object]:
        label = row.label[self.words.lang]
        label = label[:1].upper() + label[1:]
        return {"id": row.id, "label": label, "all": row.all, "met": row.met, "mastered": row.mastered}

    def _heading(self, level: int, text: str) -> Iterator[str]:
        if self.markdown:
            yield from ("#" * level + " " + text, "")
        else:
            yield from wrap(text.upper() if level == 1 else text)
            if level < 3:
                yield ""

    def _paragraph(self, text: str) -> Iterator[str]:
        if self.markdown:
            yield from (text, "")
        else:
            for line in text.splitlines():
                yield from textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
            yield ""

    def _bullet(self, text: str, *, deep: bool = False) -> Iterator[str]:
        indent = "  " if deep else ""
        if self.markdown:
            yield f"{indent}- {text}"
        else:
            yield from wrap(text, f"{indent}– ")


def _anchor(name: str) -> str:
    return "term-" + re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
