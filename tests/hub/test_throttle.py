from lectorium_hub.authenticators.throttle import (
    FREE_FAILURES,
    MOST_ADDRESSES,
    SECONDS_PER_FAILURE,
    AddressThrottle,
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_school_behind_one_address_may_mistype() -> None:
    throttle = AddressThrottle(Clock())
    for _ in range(FREE_FAILURES - 1):
        throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") == 0


def test_a_guesser_waits_and_others_do_not() -> None:
    clock = Clock()
    throttle = AddressThrottle(clock)
    for _ in range(FREE_FAILURES):
        throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") == SECONDS_PER_FAILURE
    assert throttle.wait("192.0.2.2") == 0
    clock.now += SECONDS_PER_FAILURE
    assert throttle.wait("192.0.2.1") == 0
    throttle.failed("192.0.2.1")
    assert throttle.wait("192.0.2.1") > 0


def test_many_addresses_take_no_more_than_so_much_memory() -> None:
    throttle = AddressThrottle(Clock())
    for number in range(MOST_ADDRESSES + 10):
        throttle.failed(str(number))
    assert len(throttle._debts) == MOST_ADDRESSES
