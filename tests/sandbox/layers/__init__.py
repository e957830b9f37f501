"""The corpus against other walls than ours: what a plain process, limits and bubblewrap stop.

    python -m tests.sandbox.layers [CASE …]     prints a table; without cases, all, into docs/sandbox.md

Each trial runs in a guard of its own (`guard`), so that what a layer lets through ends there.
"""
