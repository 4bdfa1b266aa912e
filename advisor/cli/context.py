"""What every command needs: language, knowledge base, words; loaded when first asked for."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from advisor.consultation.consult import Advisor
    from advisor.model.files import SourceFile
    from advisor.model.text import Lang, Text
    from advisor.model.types import KnowledgeBase, Value
    from advisor.render.environment import Words
    from advisor.render.phrases import Phrases
    from advisor.ruleset.compile import Ruleset
    from advisor.teaching.draw import Pool
    from advisor.teaching.maker import Maker
    from advisor.teaching.subjects import Subject


def default_lang() -> Lang:
    """Return the language of the locale where it is English, else Vietnamese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "en" if value.lower().startswith("en") else "vi"
    import locale  # hardly ever needed

    return "en" if (locale.getlocale()[0] or "").lower().startswith("en") else "vi"


@dataclass
class Context:
    """The settings of one run, and what is made from them once."""

    chosen_lang: str
    kb_folder: Path | None

    @property
    def lang(self) -> Lang:
        """Return the language of everything that is said."""
        return "en" if self.chosen_lang == "en" else "vi"

    @cached_property
    def root(self) -> Path:
        """Return the folder of the knowledge base."""
        if self.kb_folder is not None:
            return self.kb_folder
        return shipped_root()

    @cached_property
    def files(self) -> list[SourceFile]:
        """Return the files of the knowledge base, read once."""
        from advisor.model.files import read_files

        return read_files(self.root)

    @cached_property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base."""
        from advisor.model.load import load_knowledge

        return load_knowledge(self.root, files=self.files)

    @cached_property
    def ruleset(self) -> Ruleset:
        """Return the compiled rules."""
        import gc

        from advisor.ruleset.compile import compile_rules

        ruleset = compile_rules(self.kb)
        gc.freeze()  # all of it stays to the end: no collection need look at it again
        return ruleset

    @cached_property
    def advisor(self) -> Advisor:
        """Return the advisor, ready to consult."""
        from advisor.consultation.consult import Advisor

        return Advisor(self.ruleset)

    @cached_property
    def words(self) -> Words:
        """Return the words of the language, as plain text."""
        from advisor.render.environment import Words

        return Words(self.lang, self.own_templates, corpus=self._corpus)

    def _corpus(self) -> Text | None:
        try:
            return self.kb.outline.corpus
        except KnowledgeError:  # what is wrong with it still has to be said
            return None

    @property
    def own_templates(self) -> Path | None:
        """Return the templates of the knowledge base, where it has any."""
        return self.kb_folder / "templates" if self.kb_folder is not None else None

    @cached_property
    def phrases(self) -> Phrases:
        """Return ids and values in words."""
        from advisor.render.phrases import Phrases

        return Phrases(self.kb, self.words)

    @cached_property
    def maker(self) -> Maker:
        """Return what questions are made with."""
        from advisor.teaching.examiner import Examiner
        from advisor.teaching.maker import Maker
        from advisor.teaching.wording import Wording

        return Maker(Examiner(self.ruleset), Wording(self.kb, self.own_templates))

    def subjects(self, names: Iterable[str]) -> tuple[Subject, ...]:
        """Return the topics of these names. Raises UsageError in the person's language, with guesses."""
        from advisor.errors import UsageError
        from advisor.teaching.subjects import find_subjects

        found, unknown = find_subjects(self.kb, names)
        if unknown:
            said = [
                self.say("drill", "unknown_topic", name=name)
                + (f"; {self.say('case', 'guess', word=guess)}" if guess else "")
                for name, guess in unknown
            ]
            raise UsageError("\n".join(said))
        return found

    def pool(self, topics: Iterable[str] = ()) -> Pool:
        """Return the questions that can be made about topics; without any, about everything. Raises UsageError."""
        from advisor.teaching.draw import Pool

        found = self.subjects(topics)
        return Pool(self.maker, frozenset(node for one in found for node in one.nodes) if found else None)

    def doubts(self, answers: Mapping[str, Value | None], about: str = "") -> list[str]:
        """Return what to ask of answers that look like a slip; with `about` only where this fact is compared."""
        from advisor.consultation.doubts import doubtful

        return [one.doubt.ask[self.lang] for one in doubtful(self.kb, answers, about)]

    def say(self, topic: str, sentence: str, /, **parts: Any) -> str:
        """Return one sentence from the templates."""
        return self.words.say(topic, sentence, **parts)

    def save(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all. Raises UsageError, which says why it cannot be written."""
        from advisor.errors import UsageError
        from advisor.interview.whole_file import write_whole

        try:
            write_whole(path, content)
        except OSError as error:
            raise UsageError(self.say_failed("not_written", path, error)) from None

    def say_failed(self, sentence: str, path: Path, error: OSError) -> str:
        """Return that a file cannot be read or written, and why."""
        code = errno.errorcode.get(error.errno or 0, "")
        return self.say("usage", sentence, path=str(path), code=code, why=error.strerror)


def program_name() -> str:
    """Return what the person can type to run the program: `advisor`, or the way to it where it is not on the path."""
    import shutil

    started = Path(sys.argv[0])
    if started.name != "advisor" or shutil.which("advisor"):
        return "advisor"
    try:
        return str(started.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(started)


def shipped_root() -> Path:
    """Return a folder that holds the shipped knowledge/ and rules/ side by side.

    In a checkout and in an editable install that is the checkout; in an installed
    package the folders lie inside the package `advisor`.
    """
    return Path(str(import_module("advisor.knowledge").__file__)).parent.parent
