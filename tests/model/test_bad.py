"""Faults in a knowledge base: each folder of `bad/` holds one kind, and what is said about it.

The files of a folder are laid over the good base in `good/`; `expected.txt` holds
every diagnostic, in order. After a deliberate change of a message: run with
UPDATE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from advisor.errors import KnowledgeError
from advisor.model.load import load_knowledge

HERE = Path(__file__).parent
FOLDERS = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())


def test_the_good_base_is_good() -> None:
    assert set(load_knowledge(HERE / "good", cache=False).rules) == {"heat.black", "heat.table.green"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_all_faults_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(HERE / "good", tmp_path, dirs_exist_ok=True)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path, cache=False)
    said = f"{caught.value}\n".replace(str(tmp_path), "ROOT")
    golden = folder / "expected.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")
