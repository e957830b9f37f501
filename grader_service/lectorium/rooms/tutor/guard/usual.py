"""Names of the standard library that people write without saying where they are from."""

from __future__ import annotations

import sys

USUAL = frozenset(sys.stdlib_module_names)
FROM = {
    "reduce": "functools", "lru_cache": "functools", "cache": "functools", "partial": "functools",
    "Counter": "collections", "defaultdict": "collections", "deque": "collections",
    "accumulate": "itertools", "chain": "itertools", "pairwise": "itertools", "islice": "itertools",
    "groupby": "itertools", "combinations": "itertools", "permutations": "itertools", "product": "itertools",
    "prod": "math", "sqrt": "math", "floor": "math", "ceil": "math", "gcd": "math", "inf": "math",
    "mul": "operator", "add": "operator", "itemgetter": "operator", "attrgetter": "operator",
    "insort": "bisect", "bisect_left": "bisect", "bisect_right": "bisect",
    "nlargest": "heapq", "nsmallest": "heapq", "heappush": "heapq", "heappop": "heapq",
    "mean": "statistics", "median": "statistics",
}  # fmt: skip
