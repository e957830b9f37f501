"""Courses: classes, who is in them, and the outline of modules and items."""
