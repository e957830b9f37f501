"""The corpus against other walls than ours: what a plain process, limits and bubblewrap stop.

    python -m tests.sandbox.layers [CASE …]

tries them, or all, and writes what it saw into docs/sandbox.md.

Each trial runs in a guard of its own (`guard`), so that what a layer lets through ends there.
"""
