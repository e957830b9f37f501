"""Tokens for a thousand people at once, written where the Hub keeps them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from jupyterhub import orm

from tests.support.site import Site


def tokens(site: Site, names: Sequence[str]) -> list[Mapping[str, str]]:
    """The header with a token of each student, as their own Token page would make it.

    The Hub looks them up when asked.
    """
    session = orm.new_session_factory(site.settings().hub_database_url)()
    group = orm.Group.find(session, "student")
    made = []
    for name in names:
        user = orm.User(name=name)
        session.add(user)
        if group is not None:
            group.users.append(user)
        made.append(secrets.token_hex(16))
        orm.APIToken.new(made[-1], user=user, note="bench")
    session.commit()
    session.close()
    return [{"Authorization": f"token {token}"} for token in made]
