"""Since when students see an item: what keeps who has left from seeing what came later (I14)."""

from __future__ import annotations

from datetime import datetime

from lectorium.rooms.courses.models import ContentItem


def date_showing(item: ContentItem, moment: datetime, *, shown: bool) -> None:
    """Keep since when students see an item that had no date: who has left by then never does.

    One that is hidden was shown since it was made, and keeps that when it is shown again.
    """
    if item.release_date is not None:
        return
    if not shown:
        item.release_date = item.created_at
    elif item.due_date is None or item.due_date > moment:
        item.release_date = moment
