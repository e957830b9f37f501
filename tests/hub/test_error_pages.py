"""What the proxy shows for a part that doesn't answer: it asks the Hub for this page."""

import httpx

from tests.hub.running import RunningHub


def test_who_meets_a_part_that_is_starting_again_is_told_what_to_do(hub: RunningHub) -> None:
    page = httpx.get(f"{hub.hub_url}/hub/error/503").text
    assert "The course service doesn't answer just now." in page
    assert "Your JupyterLab server doesn't answer" in page
    assert "appears to be down" not in page
