"""`lectorium doctor`."""

import json
from dataclasses import asdict

import click
from rich.markup import escape

from lectorium_hub.cli.common import Exit, console, finish, home_option
from lectorium_hub.stack.doctor import Finding, examine, worst
from lectorium_hub.stack.home import Home

SIGNS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}
WIDTH = 16


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def doctor(home: Home, as_json: bool) -> None:
    """Look at this machine: what is missing, and what to do about it.

    Exit code 1 where something is missing that Lectorium can't run without; a warning doesn't count.
    """
    findings = examine(home)
    if as_json:
        report = {"state": worst(findings), "checks": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(report, indent=2))
    else:
        for finding in findings:
            _print(finding)
    finish(Exit.FAILED if worst(findings) == "fail" else Exit.OK)


def _print(finding: Finding) -> None:
    console.print(f"{SIGNS[finding.level]} {finding.name:<{WIDTH}} {escape(finding.message)}")
    if finding.action:
        console.print(f"  {'':<{WIDTH}} [bold]{escape(finding.action)}[/]")
