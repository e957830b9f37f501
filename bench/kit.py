"""What the benches share: medians with their spread, a table, and the JSON line at the end."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

console = Console()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of all lie (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


@dataclass
class Bench:
    """A bench under way: rows for people, figures for programs."""

    name: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def measured(self, label: str, values: Sequence[float], unit: str, *, key: str | None = None) -> float:
        """Note a series: its median is the figure, its spread stands beside it."""
        middle = statistics.median(values)
        spread = f"{min(values):.4g} to {max(values):.4g}" if len(values) > 1 else "once"
        self.rows.append((label, f"{middle:.4g}", unit, spread))
        if key is not None:
            self.figures[key] = round(middle, 4)
        return middle

    def finish(self) -> None:
        """Print the table, then one JSON object as the last line."""
        table = Table(title=self.name, title_justify="left")
        for heading in ("What", "Median", "Unit", "Spread"):
            table.add_column(heading)
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        print(json.dumps({"bench": self.name, "figures": self.figures}))
