"""I1, I2, I3: whatever is killed while 500 hand in, each attempt is judged once, and none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos import faults
from tests.chaos.burst import Exercise, burst, check_books, moments, wait_until_graded
from tests.chaos.faults import Fault

ONE_BY_ONE: dict[str, Sequence[Fault]] = {
    "workers": [faults.worker] * 4,
    "zygotes": [faults.zygotes] * 3,
    "valkey": [faults.valkey] * 2,
    "valkey-wiped": [faults.valkey_and_its_data] * 2,
    "postgres": [faults.postgres] * 2,
    "api": [faults.api] * 2,
    "everything": [
        faults.worker,
        faults.api,
        faults.valkey_and_its_data,
        faults.zygotes,
        faults.postgres,
        faults.worker,
    ],
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", ONE_BY_ONE)
def test_i03_every_attempt_is_judged_once(exercise: Exercise, what: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        handing_in = pool.submit(burst, exercise)
        for number in moments(exercise, len(ONE_BY_ONE[what])):
            ONE_BY_ONE[what][number](exercise.site, number)
        handing_in.result()
    wait_until_graded(exercise)
    check_books(exercise)
