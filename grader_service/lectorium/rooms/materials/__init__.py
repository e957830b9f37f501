"""Materials: what a class reads, beside what it solves."""
