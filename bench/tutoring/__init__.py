"""Benches of the tutor, put together by ``bench.tutor``."""
