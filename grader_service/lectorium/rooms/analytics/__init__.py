"""Analytics: what teachers and researchers read of a class, row by row."""
