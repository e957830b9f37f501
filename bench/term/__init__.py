"""A whole term in the tables, read by many at once: the parts of `make bench-courses`."""
