"""The map from the seeds' tables to ours is whole, and true."""

import re
from collections import Counter
from pathlib import Path

import pytest

from lectorium.tables import metadata
from tests.docs import ROOT

PAGE = (ROOT / "docs/schema.md").read_text()
MAP, _, OWN = PAGE.partition("## Our own")
ROW = re.compile(r"^\| `(?P<seed>[^`]+)` \| (?P<ours>.+) \|$", re.MULTILINE)
COLUMN = re.compile(r"`(\w+)\.(\w+)`")
TABLE = re.compile(r"the tables? (`\w+`(?:, `\w+`)*)")
COLUMNS = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
ROOMS = {
    "submissions",
    "analytics",
    "planner",
    "notices",
    "materials",
    "motivation",
    "authoring",
    "courses",
    "tutor",
}


def mapped() -> set[str]:
    return {f"{table}.{column}" for row in ROW.finditer(MAP) for table, column in COLUMN.findall(row["ours"])}


def own() -> set[str]:
    return {
        f"{row['seed']}.{column}"
        for row in ROW.finditer(OWN)
        for column in re.findall(r"`(\w+)`", row["ours"].split(" | ")[0])
    }


def test_what_is_claimed_to_exist_exists() -> None:
    assert mapped() - COLUMNS == set()
    assert own() - COLUMNS == set()
    for found in TABLE.findall(MAP):
        assert set(re.findall(r"\w+", found)) <= set(metadata.tables)


def test_every_column_of_ours_is_mapped_or_our_own() -> None:
    assert COLUMNS - mapped() - own() == set()
    assert mapped() & own() == set()


def test_every_seed_column_goes_somewhere() -> None:
    for row in ROW.finditer(MAP):
        planned = re.search(r"\*planned in ([a-z]+)", row["ours"])
        assert planned or COLUMN.search(row["ours"]) or TABLE.search(row["ours"]), row["seed"]
        assert not planned or planned[1] in ROOMS, row["seed"]


def test_planned_tables_are_not_there_yet() -> None:
    """Who builds a room moves its rows from planned to built."""
    for heading, body in re.findall(r"^### (\w+)\n(.*?)(?=^##)", MAP, re.MULTILINE | re.DOTALL):
        rows = list(ROW.finditer(body))
        if rows and all("*planned" in row["ours"] for row in rows):
            assert heading not in metadata.tables


@pytest.mark.parametrize("number", ["000", "003"])
def test_every_column_that_a_seed_lists_is_on_the_page(number: str) -> None:
    seeds = sorted(Path(ROOT.parent, "shared", "seeds").glob(f"{number}_*.txt"))
    if not seeds:
        pytest.skip("needs the seed documents, which are not in the repository")
    text = seeds[0].read_text()
    asked = Counter(re.findall(r"^- `(\w+)`", text, re.MULTILINE))
    chapter = {"000": "S0", "003": "S3"}[number]
    body = re.split(r"^## ", MAP, flags=re.MULTILINE)
    found = Counter(row["seed"] for part in body if part.startswith(chapter) for row in ROW.finditer(part))

    assert {name for name in asked if name not in found} - {"username"} == set()
