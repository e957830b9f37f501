"""From where a request comes, for slowing down whoever guesses."""

from __future__ import annotations

from ipaddress import ip_address

from lectorium.kit.throttle import network


def network_of(address: str | None) -> str:
    """The network of an address; empty for this machine itself, where everybody's own servers run."""
    try:
        if address is None or ip_address(address).is_loopback:
            return ""
    except ValueError:
        return ""
    return network(address)
