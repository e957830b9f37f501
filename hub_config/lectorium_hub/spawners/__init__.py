"""Single-user servers: each person's own, run in a sandbox of its own.

A student's server is untrusted: it runs what the student writes.  It sees the system and
Lectorium's own packages read-only, its own home, a private /tmp, its own processes, and
nothing else of this machine's files.  The network is shared, since the server must reach
the Hub and the API; that is why every service on the loopback asks for a secret.
"""

from lectorium_hub.spawners.checks import problems

__all__ = ["problems"]
