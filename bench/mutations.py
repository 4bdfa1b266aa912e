"""Plant each fault of tests/kb/mutations alone into a copy of the shipped knowledge base and say what is found.

Run: python bench/mutations.py [KIND…]. A line a fault: whether it was found at its place, the number of further
findings, CPU seconds. At the end how many were found, the most further findings, and the most seconds that a load and
a check of the whole base took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.kb.mutations.kit import baseline, findings, mutations, plant, same, shipped


def main() -> None:
    """Print what is found of each fault."""
    wanted = sys.argv[1:]
    baseline()
    found_at_place, further, seconds = 0, [], []
    planted = [one for one in mutations() if not wanted or one.kind in wanted]
    for mutation in planted:
        files = dict(shipped())
        place = plant(files, mutation)
        started = time.process_time()
        found = [one for one in findings(files)[1] if same(one) not in baseline()]
        seconds.append(time.process_time() - started)
        hit = any(one.kind == mutation.kind and place.holds(one) for one in found)
        found_at_place += hit
        further.append(len(found) - hit)
        verdict = "found" if hit else "MISSED"
        print(f"{verdict:7}{mutation.name:22}{further[-1]:3} further {seconds[-1]:6.1f} s", flush=True)
    print(f"{found_at_place} of {len(planted)} found at their places; at most {max(further)} further findings")
    print(f"at most {max(seconds):.1f} s of CPU for a load and a check")


if __name__ == "__main__":
    main()
