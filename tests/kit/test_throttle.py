from lectorium.kit.throttle import MOST_KEYS, Throttle

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
