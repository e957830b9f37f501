"""What each database role may do: the application all but DDL, the Hub only what sign-in and leases need."""

from __future__ import annotations

from sqlalchemy import Connection, text

APP, HUB = "lectorium_app", "lectorium_hub"
GRANTS = {
    APP: (
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",
        "USAGE ON ALL SEQUENCES IN SCHEMA public",
    ),
    HUB: (
        "SELECT ON users, organizations",
        "SELECT (id, user_id, status, role) ON enrollments",
        "UPDATE (failed_logins, login_not_before, last_login_at, password_hash) ON users",
        "SELECT, INSERT, UPDATE ON gpu_leases",
    ),
}


def grant_rights(connection: Connection) -> None:
    """Grant to the roles that exist; on a database with a single role there is nothing to do."""
    if connection.scalar(text("SELECT to_regclass('users')")) is None:
        return
    for role, grants in GRANTS.items():
        if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
            for grant in grants:
                connection.exec_driver_sql(f"GRANT {grant} TO {role}")
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP}):
        connection.exec_driver_sql(f"REVOKE ALL ON alembic_version FROM {APP}")
