"""The guard: what the tutor says is held back where it may give the solution away, judged, and rewritten.

``gate`` decides while the answer streams what may go out at once; ``reading`` finds the code in a reply,
however it is dressed; ``patching`` makes programs of it; ``judging`` runs them; ``rewriting`` says what is
shown instead.  All but judging is pure.
"""
