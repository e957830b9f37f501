"""Functions and triggers of the database, for migrations to make.

``lectorium_now()`` is the clock; append-only tables refuse UPDATE and DELETE, for every role.
"""

from __future__ import annotations

NOW_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE
    WHEN coalesce(current_setting('lectorium.now', true), '') <> ''
         AND pg_has_role(session_user, 'lectorium_clock', 'MEMBER')
    THEN current_setting('lectorium.now')::timestamptz
    ELSE clock_timestamp()
  END
$$
"""

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def append_only(table: str) -> str:
    """The statement that makes a table append-only."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION lectorium_append_only()"
    )
