"""The floor under the rooms: database, outbox, events, errors, settings, clock."""
