"""`advisor kb new`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.context import Context
from advisor.errors import KnowledgeError, UsageError

if TYPE_CHECKING:
    from advisor.interview.screen import Lines
    from advisor.kb.dialog import Dialog
    from advisor.kb.new_rule import Planned
    from advisor.kb.rule_draft import RuleDraft


@click.command(name="new")
@click.argument("what", metavar="DIR|rule")
@click.option("--answers", type=click.Path(path_type=Path), metavar="FILE", help="Answer from a file, a line each.")
@click.pass_obj
def new_command(ctx: Context, what: str, answers: Path | None) -> None:
    """Tạo cơ sở kiến thức mới, hoặc thêm một luật · Start a knowledge base, or add a rule.

    With DIR: a small knowledge base on another subject, ready to be changed. With the word `rule`: a rule, asked for
    in words and written with a case into the knowledge base at hand (a folder of that name is `./rule`).
    """
    if what == "rule":
        _new_rule(ctx, answers)
        return
    if answers is not None:
        raise UsageError(ctx.say("authoring_new", "answers_for_rule"))
    from advisor.kb.start import new_base

    try:
        new_base(ctx.words, Path(what))
    except OSError as error:
        raise UsageError(ctx.say_failed("not_written", Path(what), error)) from None
    click.echo(ctx.say("authoring_start", "started", path=what))


def _new_rule(ctx: Context, answers: Path | None) -> None:
    """Ask for a rule, show what it would do, and write it where the person agrees."""
    from advisor.interview.screen import Stop
    from advisor.kb.dialog import Dialog
    from advisor.kb.new_rule import is_installed

    if is_installed(ctx.root):
        raise UsageError(ctx.say("authoring_new", "not_yours"))
    dialog = Dialog(ctx.phrases, _lines(ctx, answers))
    dialog.say("greeting", folder=str(ctx.root))
    try:
        planned = _planned(ctx, dialog)
        if planned is None or not dialog.agree("write", files=list(planned.files)):
            dialog.say("nothing_written")
            return
    except Stop:
        dialog.say("nothing_written")
        raise click.exceptions.Exit(2) from None
    _write(ctx, dialog, planned)


def _planned(ctx: Context, dialog: Dialog) -> Planned | None:
    from advisor.kb.new_rule import check_planned, plan_rule, same_rules
    from advisor.kb.rule_dialog import RuleDialog

    draft = RuleDialog(ctx.ruleset, dialog).ask()
    same, contrary = same_rules(ctx.kb, draft)
    if same is not None:
        dialog.say("there_already", rule=ctx.phrases.rule(same), id=same.id, place=str(same.span))
        return None
    for rule in contrary:
        dialog.say("contrary", rule=ctx.phrases.rule(rule), id=rule.id, because=rule.because[ctx.lang])
    if contrary and not dialog.agree("all_the_same"):
        return None
    try:
        planned = plan_rule(ctx.ruleset, ctx.files, draft)
        _preview(ctx, dialog, planned, draft)
        name = dialog.sentence("case_name", default=dialog.phrases.rule(planned.rule))
        planned = planned.named(name)
        check_planned(ctx.kb, ctx.files, planned)
        return planned
    except (KnowledgeError, UsageError) as error:  # what only shows when everything is read together, such as a circle
        raise UsageError(f"{ctx.say('authoring_new', 'not_possible')}\n{error}") from None


def _preview(ctx: Context, dialog: Dialog, planned: Planned, draft: RuleDraft) -> None:
    """Show the rule in words, the case that goes with it, and what it changes for the cases there are."""
    from advisor.kb.difference_lines import difference_lines
    from advisor.render.phrases import Phrases

    after = Phrases(planned.new.kb, ctx.words)
    click.echo("")
    dialog.say("the_rule", rule=after.rule(planned.rule), because=draft.because[ctx.lang])
    dialog.say("its_places", places=list(planned.new.kb.citations(planned.rule.teaches)))
    facts = [after.fact(id_, value) for id_, value in planned.given.items()]
    outcome = after.outcome(draft.target, planned.outcome) if planned.outcome else []
    dialog.say("its_case", facts=facts, subject=after.subject(draft.target), outcome=outcome)
    click.echo("")
    dialog.say("changes", count=len({name for one in planned.differences for name in one.cases}))
    for goal in dict.fromkeys(one.goal for one in planned.differences):
        dialog.text(after.subject(goal))
        mine = [one for one in planned.differences if one.goal == goal]
        for line in difference_lines(mine, ctx.phrases, after, witness=False):
            click.echo(line)
    if planned.broken:
        dialog.say("broken", names=list(planned.broken))


def _write(ctx: Context, dialog: Dialog, planned: Planned) -> None:
    from advisor.kb.new_rule import write_planned

    try:
        write_planned(ctx.root, ctx.files, planned)
    except OSError as error:
        path = Path(error.filename or ctx.root)
        raise UsageError(f"{ctx.say_failed('not_written', path, error)}\n{dialog.words('copy_it')}") from None
    except UsageError as error:
        raise UsageError(dialog.words("changed_meanwhile", path=str(error))) from None
    program = f"advisor --kb {ctx.kb_folder}" if ctx.kb_folder else "advisor"
    dialog.say("written", files=[str(ctx.root / name) for name in planned.files], id=planned.rule.id, program=program)


def _lines(ctx: Context, answers: Path | None) -> Lines:
    from advisor.interview.screen import Lines

    return Lines(_typed(ctx, answers) if answers is not None else None)


def _typed(ctx: Context, path: Path) -> Iterator[str]:
    try:
        yield from path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(ctx.say_failed("not_read", path, error)) from None
    except UnicodeDecodeError:
        raise UsageError(ctx.say("usage", "not_utf_8", path=str(path))) from None
