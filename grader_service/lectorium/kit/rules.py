"""Rules kept by the database itself: append-only tables refuse UPDATE and DELETE, for every role."""

from __future__ import annotations

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
