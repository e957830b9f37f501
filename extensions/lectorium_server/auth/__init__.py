"""Who is calling, and what their token may do."""
