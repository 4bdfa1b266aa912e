"""Draw docs/session.svg, the README's picture, from a real session.

Run `python docs/picture.py` after a change to the session's words. Nothing in the
picture is typed by hand: the program is run, and some of its lines are drawn.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ["gia dinh", "5", "tại sao", "ngày càng ít"]
LINE, LEFT, SHOWN = 19, 22, 70


def session() -> list[str]:
    """Return the lines of a short session about the order of promotion tools."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "ho-so.yaml"
        case.write_text(
            "name: Trà sen\nfacts: {firm.role: [manufacturer]}\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "advisor", "--lang", "vi", "ask", str(case), "--goal", "promo.mix_order"]
        text = "\n".join(ANSWERS) + "\n"
        done = subprocess.run(  # noqa: S603 - our own program, our own words
            command, input=text, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True
        )
        return done.stdout.replace(str(case), "ho-so.yaml").splitlines()


def draw(lines: list[str]) -> str:
    """Return the lines as an SVG terminal window."""
    height = LINE * len(lines) + 56
    rows = "\n".join(
        f'<text x="{LEFT}" y="{54 + LINE * number}" xml:space="preserve">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{height}" role="img" '
        f'aria-label="Một phiên hỏi đáp trong terminal">\n'
        f'<rect width="760" height="{height}" rx="10" fill="#0f172a"/>\n'
        '<circle cx="24" cy="20" r="6" fill="#f87171"/><circle cx="44" cy="20" r="6" fill="#fbbf24"/>'
        '<circle cx="64" cy="20" r="6" fill="#34d399"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13.5" fill="#e2e8f0">\n'
        f"{rows}\n</g>\n</svg>\n"
    )


if __name__ == "__main__":
    (ROOT / "docs" / "session.svg").write_text(draw(session()[:SHOWN]), encoding="utf-8")
