"""Values come back as they were, whatever they are; and reading them never runs anything."""

from __future__ import annotations

import collections
import enum
import json
import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.sandbox import values


def carried(value: object) -> Any:
    return values.decode(json.loads(json.dumps(values.encode(value))))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(st.characters()),  # surrogates and NULs, too
    st.binary(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)
hashable = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6)
plain = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(hashable, max_size=4),
        st.frozensets(hashable, max_size=4),
        st.dictionaries(hashable, inner, max_size=4),
    ),
    max_leaves=12,
)


@given(plain)
def test_plain_values_come_back(value: object) -> None:
    back = carried(value)
    assert back == value
    assert type(back) is type(value)


@given(plain)
def test_what_travels_is_clean_json(value: object) -> None:
    text = json.dumps(values.encode(value))
    assert "\\u0000" not in text  # a database can store it
    assert not any(f"\\ud{digit}" in text for digit in "89abcdef") or json.loads(text)


@pytest.mark.parametrize("value", [range(1, 10, 3), bytearray(b"x"), math.inf, -0.0])
def test_unusual_values_come_back(value: object) -> None:
    assert carried(value) == value


@pytest.mark.parametrize(
    "value",
    [
        collections.deque([1, [2]]),
        {"b": 1, "a": 2}.keys(),
        {"a": [1]}.items(),
        collections.Counter("aab").keys(),
    ],
)
def test_what_looks_like_a_list_or_a_set_comes_back_as_what_it_is(value: Any) -> None:
    back = carried(value)
    assert back == value
    assert type(back) is type(value)
    assert list(back) == list(value)


def test_a_dicts_values_come_back_as_such() -> None:
    back = carried({"a": 1, "b": [2]}.values())
    assert list(back) == [1, [2]]
    assert [2] in back
    assert back != [1, [2]]
    assert list(carried(collections.OrderedDict(a=1).keys())) == ["a"]


def test_numpys_widest_numbers_come_back_as_pythons() -> None:
    assert carried(np.longdouble(0.5)) == 0.5
    assert carried(np.clongdouble(0.5 + 2j)) == 0.5 + 2j


def test_long_integers_come_back() -> None:
    for value in (10**20_000, -(7**9_000)):
        assert carried(value) == value


def test_nan_comes_back() -> None:
    assert math.isnan(carried(math.nan))


class Colour(enum.IntEnum):
    RED = 3


class Point(NamedTuple):
    x: int
    y: int


@pytest.mark.parametrize(
    ("value", "base"),
    [
        (Colour.RED, 3),
        (Point(1, 2), (1, 2)),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.defaultdict(int, a=1), {"a": 1}),
        (np.int64(4), 4),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
    ],
)
def test_a_special_kind_travels_as_its_plain_one(value: object, base: object) -> None:
    assert carried(value) == base
    assert type(carried(value)) is type(base)


class Liar(list[int]):
    def __iter__(self) -> Any:
        return iter([42])

    def __len__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


def test_a_subclass_has_no_say_in_what_is_carried() -> None:
    assert carried(Liar([1, 2])) == [1, 2]


def test_arrays_travel_as_shape_and_bytes() -> None:
    array = np.arange(6, dtype="<i4").reshape(2, 3).T
    back = carried(array)
    assert (back.dtype, back.shape) == ("<i4", (3, 2))
    assert np.array_equal(np.frombuffer(back.data, back.dtype).reshape(back.shape), array)


def test_frames_travel_as_plain_columns() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=["r", "s"])
    back = carried(frame)
    assert (back.columns, back.index) == (("a", "b"), ("r", "s"))
    assert back.data[0] == (1, 2)
    assert carried(frame["a"]).series


def test_exceptions_and_objects_are_named_only() -> None:
    assert carried(ValueError("no")).type == "ValueError"
    assert isinstance(carried(object()), values.Opaque)
    assert isinstance(carried(print), values.Opaque)
    assert carried(np.array([[1, "a"]], dtype=object)) == values.Array("|O", (1, 2), b"", (1, "a"))


class Rude:
    def __repr__(self) -> str:
        raise SystemExit


def test_a_repr_that_raises_is_survived() -> None:
    assert "SystemExit" in carried(Rude()).text


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


BIG: list[tuple[str, object]] = [
    ("list", [0] * 10**6),
    ("str", "x" * 10**6),
    ("bytes", b"x" * 10**6),
    ("array", np.zeros(10**6)),
    ("nested", nested(500)),
    ("int", 1 << 10**7),
]


@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in BIG])
def test_what_is_too_big_says_so(value: object) -> None:
    back = carried(value)
    assert isinstance(back, values.Opaque)
    assert "too big" in back.text
    assert len(json.dumps(values.encode(value))) < 500


def test_a_value_that_holds_itself_is_too_big() -> None:
    value: list[Any] = []
    value.append(value)
    assert "holds itself" in carried(value).text


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.sampled_from(["int", "list", "v", "t"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["t", "v", "b64", "shape", "type", "repr"]), inner, max_size=4),
    ),
)


@given(json_values)
def test_forged_json_is_a_value_or_is_refused(forged: object) -> None:
    try:
        values.decode(forged)
    except values.Unreadable as refused:
        assert str(refused)


def test_what_pandas_says_is_missing_comes_back() -> None:
    assert carried([pd.NaT, pd.NA]) == [values.Missing("NaT"), values.Missing("NA")]
    stamps = carried(pd.to_datetime(["2026-11-20T10:00:00+01:00"]).to_series())
    assert stamps.data[0][0].isoformat() == "2026-11-20T10:00:00+01:00"
    assert carried(np.array(["2026-11-20"], dtype="M8[D]")).dtype == "<M8[D]"
    assert carried(pd.Index(["a", "b"], name="key")).data == (("a", "b"),)


@pytest.mark.parametrize(
    "forged",
    [
        {"t": "ndarray", "dtype": "<i8", "shape": [3], "v": "AAAAAAAAAAA="},
        {"t": "ndarray", "dtype": "|O", "shape": [1], "v": "AAAAAAAAAAA="},
        {"t": "ndarray", "dtype": "<i8", "shape": [-1, -1], "v": "AAAAAAAAAAA="},
        {"t": "array", "shape": [5], "v": {"t": "list", "v": []}},
        {"t": "array", "shape": [10**13], "v": values.encode(range(10**13))},
        {"t": "frame", "series": False, "columns": values.encode(range(10**13)), "index": [], "v": []},
        {"t": "items", "v": [values.encode((1, 2, 3))]},
        {"t": "keys", "v": [values.encode([])]},
        {"t": "fraction", "v": [{"t": "int", "v": "0x1"}, {"t": "int", "v": "0x0"}]},
        {"t": "decimal", "v": "twelve"},
        {"t": "datetime", "v": "tomorrow"},
        {"t": "timedelta", "v": [10**12, 0, 0]},
        {"t": "fraction", "v": [None, None]},
        {"t": []},
    ],
)
def test_forged_values_are_unreadable(forged: dict[str, Any]) -> None:
    with pytest.raises(values.Unreadable):
        values.decode(forged)
