"""The rooms, ground floor first: people, courses, authoring, submissions, grading, gradebook, home.

A room calls down through the other room's ``api``; what must happen above is an event.
"""
