"""The tutor: how well it finds what it reads, and how soon its first words come.

What a guarded answer gives away is measured apart, by `make bench-tutor-leaks`.
"""

from __future__ import annotations

from bench.kit import Bench
from bench.tutoring import first_token, retrieval


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("tutor")
    retrieval.measure_into(bench)
    first_token.measure_into(bench)
    return bench


if __name__ == "__main__":
    measure().finish()
