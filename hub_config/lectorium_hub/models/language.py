"""The process of one language model: llama.cpp's own server, on a free port of 127.0.0.1."""

import signal

import xllamacpp

from lectorium_hub.models.catalogue import SMOLLM2
from lectorium_hub.models.order import Order, receive

SLOTS = 4
"""So many answers grow at the same time; more wait for their turn."""
CONTEXT_TOKENS = 4_096
"""What question and answer share, in each slot."""
CACHE_MEGABYTES = 256
"""For the beginnings of conversations that lost their slot."""
WARNINGS = 2
SAID_AGAIN, SAID_WITHIN = 1.15, 256
"""The smallest model says a sentence again and again: a token among its last ones becomes less likely."""


def parameters(order: Order) -> xllamacpp.CommonParams:
    """Loopback, a key, and nothing but the protocol: no pages, no tools, no downloads."""
    chosen = xllamacpp.CommonParams()
    chosen.model.path = order.weights
    chosen.model_alias = {order.served_name}
    chosen.hostnames = ["127.0.0.1"]
    chosen.port = 0
    chosen.api_keys = [order.key]
    chosen.n_parallel = SLOTS
    chosen.n_ctx = SLOTS * CONTEXT_TOKENS
    chosen.cache_ram_mib = CACHE_MEGABYTES
    chosen.cpuparams.n_threads = order.threads
    chosen.cpuparams_batch.n_threads = order.threads
    chosen.ui = chosen.endpoint_slots = chosen.endpoint_props = chosen.warmup = False
    chosen.offline = True
    chosen.verbosity = WARNINGS
    if order.served_name == SMOLLM2.served_name:
        chosen.sampling.penalty_repeat, chosen.sampling.penalty_last_n = SAID_AGAIN, SAID_WITHIN
    return chosen


def main() -> None:
    """Serve until somebody ends this process."""
    order, tell = receive()
    server = xllamacpp.Server(parameters(order))
    tell(server.listening_address)
    signal.pause()


if __name__ == "__main__":
    main()
