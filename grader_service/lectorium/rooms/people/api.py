"""The door of people."""

from lectorium.rooms.people.accounts import (
    NewUser,
    add_user,
    change_password,
    change_user,
    create_organization,
    create_user,
    find_user,
    list_users,
    organization_name,
    set_password,
)
from lectorium.rooms.people.actors import AUTHORS, STAFF, Actor
from lectorium.rooms.people.audit import concerns, record
from lectorium.rooms.people.models import AuditEvent, Organization, Role, User
from lectorium.rooms.people.passwords import generate_password
from lectorium.rooms.people.repository import begins_with, by_name_or_email, organization_by_slug
from lectorium.rooms.people.signin import (
    Outcome,
    SignedIn,
    SignInRefused,
    actor_for,
    authenticate,
    by_login_name,
    role_of,
    sign_in_external,
)
from lectorium.rooms.people.trail import (
    Asked,
    events_where,
    keep_school_export,
    plain,
    school_trail,
)

__all__ = [
    "AUTHORS",
    "STAFF",
    "Actor",
    "Asked",
    "AuditEvent",
    "NewUser",
    "Organization",
    "Outcome",
    "Role",
    "SignInRefused",
    "SignedIn",
    "User",
    "actor_for",
    "add_user",
    "authenticate",
    "begins_with",
    "by_login_name",
    "by_name_or_email",
    "change_password",
    "change_user",
    "concerns",
    "create_organization",
    "create_user",
    "events_where",
    "find_user",
    "generate_password",
    "keep_school_export",
    "list_users",
    "organization_by_slug",
    "organization_name",
    "plain",
    "record",
    "role_of",
    "school_trail",
    "set_password",
    "sign_in_external",
]
