"""Every kernel in a person's server reads this: what computes gives way to what answers."""

import os

# The server itself, the Hub and the API stay quick while thirty notebooks compute.
os.nice(5)
