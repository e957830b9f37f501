import pytest

from lectorium.kit.throttle import MOST_KEYS, DoublingThrottle, Throttle, network

FREE, SECONDS = 30, 3.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_school_behind_one_address_may_mistype() -> None:
    throttle = Throttle(FREE, SECONDS, Clock())
    for _ in range(FREE - 1):
        throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") == 0


def test_a_guesser_waits_and_others_do_not() -> None:
    clock = Clock()
    throttle = Throttle(FREE, SECONDS, clock)
    for _ in range(FREE):
        throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") == SECONDS
    assert throttle.wait("192.0.2.2") == 0
    clock.now += SECONDS
    assert throttle.wait("192.0.2.1") == 0
    throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") > 0


def test_many_addresses_take_no_more_than_so_much_memory() -> None:
    throttle = Throttle(FREE, SECONDS, Clock())
    for number in range(MOST_KEYS + 10):
        throttle.failed(str(number))
    assert len(throttle._debts) == MOST_KEYS


def test_each_further_guess_doubles_the_wait_up_to_the_longest() -> None:
    clock = Clock()
    throttle = DoublingThrottle(3, 60.0, clock)
    waits = []
    for _ in range(10):
        throttle.failed("ada 192.0.2.1")
        waits.append(throttle.wait("ada 192.0.2.1"))
        clock.now += waits[-1]
        assert throttle.wait("ada 192.0.2.1") == 0
    assert waits[:5] == [0, 0, 1, pytest.approx(2, abs=0.2), pytest.approx(4, abs=0.5)]
    assert waits[-1] <= 60
    assert throttle.wait("ada 192.0.2.2") == 0


def test_a_success_forgives_at_once_and_time_one_by_one() -> None:
    clock = Clock()
    throttle = DoublingThrottle(2, 60.0, clock)
    for _ in range(3):
        throttle.failed("ada")
    clock.now += 61
    throttle.failed("ada")
    assert 1 < throttle.wait("ada") <= 2
    throttle.forgive("ada")
    throttle.failed("ada")
    assert throttle.wait("ada") == 0


def test_what_didnt_fail_is_given_back_and_leaves_nothing_behind() -> None:
    throttle = Throttle(2, SECONDS, Clock())
    for _ in range(10):
        assert throttle.take("ada") == 0
        throttle.give_back("ada")
    assert throttle._debts == {}
    assert [throttle.take("ada") for _ in range(3)] == [0, 0, SECONDS]
    throttle.give_back("ada")
    assert throttle.wait("ada") == 0


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("a socket", "a socket"),
    ],
)
def test_an_address_is_counted_as_its_network(address: str, whose: str) -> None:
    assert network(address) == whose
