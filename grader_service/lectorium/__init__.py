"""Lectorium's domain: people, courses, work and grades.  It knows neither HTTP nor Jupyter."""
