"""What somebody sees while their work waits to be graded."""

import re

import pytest
from playwright.sync_api import expect

from bench.submit import workers_paused
from tests.e2e.lab import Lab
from tests.e2e.school import answers, hand_in, item_of
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
# No other test of this school uses it: both begin.
WARM_UP = "The longest warm-up"


def test_who_waits_sees_how_many_go_before(people: People, site: Site) -> None:
    with site.client("student") as other:
        challenge_id = item_of(other, WARM_UP).challenge_ids[0]
        hand_in(other, challenge_id, answers("longest-warm-up", "three-facts"))
        lab = Lab.start(people("student2"))
        lab.open_row(WARM_UP)
        with workers_paused(site):
            for _ in range(3):
                draft = other.draft(challenge_id)
                assert draft is not None
                assert draft.content is not None
                other.submit(challenge_id, draft.content, revision=draft.revision)
            lab.submit()
            expect(lab.receipt).to_contain_text("Attempt")
            expect(lab.results).to_contain_text(re.compile(r"Attempt \d+ · 1 before yours · about \d+ s"))
            expect(lab.summary).to_contain_text("Waiting for its turn")
            lab.picture("waiting")
        expect(lab.summary).to_contain_text("points")
