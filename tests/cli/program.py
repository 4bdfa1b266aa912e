"""Run the program as a person does: a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOUSEPLANT = ROOT / "tests" / "houseplant"


def advisor(
    *words: str | Path, stdin: str = "", lang: str = "vi", env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `advisor --lang LANG words…` and return what came of it."""
    command = [sys.executable, "-m", "advisor", "--lang", lang, *map(str, words)]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=120, cwd=cwd or ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
    )  # fmt: skip


def solved(case: dict[str, Any], *words: str) -> Any:
    """Solve a case given as a mapping and return the JSON."""
    done = advisor("solve", "--facts", "-", "--json", *words, stdin=json.dumps(case))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
