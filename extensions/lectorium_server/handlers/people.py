"""People: myself, and the organization's accounts."""

from __future__ import annotations

from uuid import UUID

from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ADMIN, ANYONE
from lectorium_wire.base import Empty, Page
from lectorium_wire.people import ClassAccess, Me, PasswordChange, User, UserCreate, UserPatch, UserQuery

routes = Routes("people")
MANY = PageRequest(limit=1000)


@routes.get("/me", rule=ANYONE)
def get_me(call: Call) -> Me:
    """Who I am, and my place in my classes."""
    user = people.find_user(call.session, call.actor, call.actor.user_id)
    mine = [
        found
        for found in courses.list_classes(call.session, call.actor, MANY).items
        if found.role is not None
    ]
    return Me(
        **user_shape(user).model_dump(),
        organization_name=people.organization_name(call.session, call.actor.organization_id),
        classes=[class_access(found) for found in mine],
    )


@routes.post("/me/password", rule=ANYONE, scope=Scope.WORK, status=200, idempotent=False)
def change_my_password(call: Call, body: PasswordChange) -> Empty:
    """Change my password."""
    people.change_password(call.session, call.actor, body.current, body.new)
    return Empty()


@routes.get("/users", rule=ADMIN, scope=Scope.ADMIN)
def list_users(call: Call, query: UserQuery) -> Page[User]:
    """The organization's accounts, by username."""
    found = people.list_users(call.session, call.actor, query.search, page_request(query))
    return page_of(found, user_shape)


@routes.post("/users", rule=ADMIN, scope=Scope.ADMIN)
def create_user(call: Call, body: UserCreate) -> User:
    """Make an account."""
    return user_shape(people.create_user(call.session, call.actor, people.NewUser(**body.model_dump())))


@routes.patch("/users/{user_id}", rule=ADMIN, scope=Scope.ADMIN)
def change_user(call: Call, user_id: UUID, body: UserPatch) -> User:
    """Change an account, or close it for a while."""
    changes = body.model_dump(exclude_none=True)
    return user_shape(people.change_user(call.session, call.actor, user_id, **changes))


def user_shape(user: people.User) -> User:
    """An account on the wire."""
    return User.model_validate(user)


def class_access(found: courses.Access) -> ClassAccess:
    """My place in a class, on the wire."""
    assert found.role is not None
    return ClassAccess(
        class_id=found.klass.id,
        class_name=found.klass.name,
        role=found.role,
        content=found.content,
        student_data=found.student_data,
    )
