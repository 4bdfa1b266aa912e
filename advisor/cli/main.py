"""The program `advisor`. Commands are imported only when they are called."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor import __version__
from advisor.cli.lazy import Entry, LazyGroup
from advisor.errors import AdvisorError

COMMANDS = {
    "ask": Entry("ask", "Hỏi từng câu rồi tư vấn · Ask, then advise."),
    "edit": Entry("ask", "Sửa câu trả lời, xem điều gì đổi · Change answers, see what changes."),
    "solve": Entry("solve", "Tư vấn từ một hồ sơ, không hỏi · Advise on a case without asking."),
    "explain": Entry("explain", "Vì sao khuyên thế, vì sao không · Why this advice, why not another."),
    "what-if": Entry("explain", "Nếu đổi câu trả lời thì sao · What would change."),
    "plan": Entry("plan", "Viết bản kế hoạch · Write the plan."),
    "batch": Entry("batch", "Nhiều hồ sơ một lúc, mỗi dòng một JSON · Many cases, one JSON a line."),
    "learn": Entry("learn", "Bài học từ giáo trình, bản đồ môn học · Lessons and the map of the course."),
    "term": Entry("learn", "Một thuật ngữ là gì · What a term means."),
    "quiz": Entry("quiz", "Câu hỏi ôn tập, chấm và giải thích · Questions for practice."),
    "progress": Entry("quiz", "Tiến bộ của người học · What a learner has mastered."),
    "facts": Entry("listing", "Những gì có thể được hỏi · What can be asked."),
    "decisions": Entry("listing", "Những gì được quyết định · What is decided."),
    "show": Entry("show", "Một mục kiến thức và nơi dùng nó · One item of knowledge and its uses."),
    "tck": Entry("tck", "Thử bảng quyết định theo bộ DMN TCK · Run the DMN compatibility kit."),
    "kb": Entry("knowledge", "Cho người soạn kiến thức · For authors of knowledge."),
}


@click.group(cls=LazyGroup, entries=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), default=None, help="Ngôn ngữ · Language (default: the locale)."
)
@click.option(
    "--kb",
    type=click.Path(path_type=Path),
    default=None,
    help="A folder with knowledge/ and rules/ to use instead of the one shipped.",
)
@click.version_option(__version__, prog_name="advisor")
@click.pass_context
def cli(ctx: click.Context, lang: str | None, kb: Path | None) -> None:
    """Tư vấn marketing theo giáo trình, mỗi lời khuyên có dẫn nguồn.

    Marketing advice from a course, every recommendation with its source.
    """
    from advisor.cli.context import Context, default_lang  # not needed for help

    ctx.obj = Context(lang or default_lang(), kb)


def main() -> None:
    """Run the program; every error of a person ends in a message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # the advice is Vietnamese whatever the locale of the terminal
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = 2
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(err=True)
        code = 2
    except AdvisorError as error:
        click.echo(str(error), err=True)
        code = 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; nothing can be said to it
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
