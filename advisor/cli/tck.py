"""`advisor tck`: cases of the DMN technology compatibility kit."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(name="tck")
@click.option("--dir", "folder", type=click.Path(path_type=Path), required=True, help="A checkout, a level, one model.")
@click.option("--json", "as_json", is_flag=True, help="Every result as JSON.")
def tck_command(folder: Path, as_json: bool) -> None:
    """Chạy các tình huống DMN TCK về bảng quyết định · Run decision-table cases of the DMN compatibility kit."""
    from advisor.interchange.dmn.tck import run_tck

    results, skipped = run_tck(folder)
    passed = sum(result.passed for result in results)
    if as_json:
        data = {
            "passed": passed,
            "of": len(results),
            "skipped": sum(one.results for one in skipped),
            "results": [{**asdict(result), "span": str(result.span)} for result in results],
            "not_tried": [asdict(one) for one in skipped],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for result in results:
            if not result.passed:
                click.echo(f"{result.span}: failed: {result.model} {result.case}: {result.decision}")
                click.echo(f"  expected {result.expected}, got {result.got}")
                click.echo("".join(f"  {remark}\n" for remark in result.remarks), nl=False)
        for one in skipped:
            click.echo(f"skipped {one.results} of {one.model}: {one.reason}")
        click.echo(f"passed {passed} of {len(results)}")
        if skipped:
            click.echo(f"skipped {sum(one.results for one in skipped)} that are not about decision tables")
    raise click.exceptions.Exit(0 if passed == len(results) else 1)
