"""Home: reads across rooms.  It has no tables of its own."""
