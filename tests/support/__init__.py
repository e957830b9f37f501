"""What many tests stand on: a real Postgres with real migrations, people and classes to act with."""
