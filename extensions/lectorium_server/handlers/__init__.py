"""Handlers, by room: each parses, authorizes, makes one service call and answers."""
