"""What the spawn form offers."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from lectorium_hub.gpus.desk import Desk, Offer
from lectorium_hub.gpus.devices import discover
from lectorium_hub.spawners import hooks, profiles


class Shelf(Desk):
    """A desk that shows what the test put on it."""

    def __init__(self, *states: str) -> None:
        devices = discover(f"pretend:{len(states)}") if states else ()
        super().__init__(devices, lambda: pytest.fail("no database"), lambda _: set())
        self.shown = [
            Offer(device, taken=state != "free", mine=state == "mine")
            for device, state in zip(devices, states, strict=True)
        ]

    async def offers(self, _: str) -> list[Offer]:
        return self.shown


async def form(*states: str, chosen: str | None = None) -> str:
    options = {} if chosen is None else {"profile": chosen}
    spawner: Any = SimpleNamespace(user=SimpleNamespace(name="ada"), user_options=options)
    return await hooks.Hooks(Shelf(*states)).form(spawner)


def choice(html: str, slug: str) -> str:
    found = re.search(rf'<input [^>]*value="{slug}"[^>]*>', html)
    assert found
    return found[0]


async def test_without_a_gpu_it_says_so() -> None:
    html = await form()
    assert "This machine has no GPU." in html
    assert "disabled" in choice(html, "gpu")
    assert "checked" in choice(html, "small")
    assert "disabled" not in choice(html, "large")


async def test_each_device_is_shown_free_or_taken() -> None:
    html = await form("free", "taken")
    assert re.findall(r"Pretend GPU \d: \w+", html) == ["Pretend GPU 0: free", "Pretend GPU 1: taken"]
    assert "disabled" not in choice(html, "gpu")


async def test_all_taken_closes_the_choice_unless_one_is_mine() -> None:
    html = await form("taken", chosen="gpu")
    assert "All GPUs are taken" in html
    assert "disabled" in choice(html, "gpu")
    assert "checked" in choice(html, "small")
    assert "disabled" not in choice(await form("mine"), "gpu")


async def test_the_last_choice_is_offered_again() -> None:
    html = await form("free", chosen="large")
    assert "checked" in choice(html, "large")
    assert len(re.findall(r"\schecked", html)) == 1


def test_the_form_answers_with_a_known_profile() -> None:
    assert hooks.options_from_form({"profile": ["large"]}) == {"profile": "large"}
    assert hooks.options_from_form({}) == {"profile": "small"}
    with pytest.raises(profiles.UnknownProfile):
        hooks.options_from_form({"profile": ["huge"]})
