"""Work that `up` does once, each in a process of its own: what it imports would stay in the supervisor.

`python -m lectorium_hub.stack.steps NAME`
"""

import json
import sys
from collections.abc import Callable

from lectorium_hub.stack import proxy
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import find_home
from lectorium_hub.stack.secrets import write_private


def proxy_packages() -> None:
    """Install the proxy's packages."""
    print(proxy.install())  # noqa: T201 - the step's log


def migrate() -> None:
    """Bring the schema to the newest version."""
    from lectorium.kit.settings import Settings
    from lectorium.migrations import upgrade

    upgrade(Settings().owner_database_url)


def sample_course() -> None:
    """Create the sample course, and keep its logins for `up` to show."""
    from lectorium.kit.settings import Settings
    from lectorium_hub import sample

    logins = sample.install(Settings())
    write_private(find_home(None).sample, json.dumps(logins, indent=2) + "\n")


STEPS: dict[str, Callable[[], None]] = {
    "migrate": migrate,
    "proxy-packages": proxy_packages,
    "sample-course": sample_course,
}


def main(arguments: list[str]) -> int:
    """Run the one step that is named."""
    if len(arguments) != 1 or arguments[0] not in STEPS:
        sys.stderr.write(f"usage: steps {'|'.join(STEPS)}\n")
        return 2
    try:
        STEPS[arguments[0]]()
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
