"""Configuration of the Hub; what it says is in :mod:`lectorium_hub.configuration`."""

from lectorium_hub.configuration import configure

configure(c)  # type: ignore[name-defined] # traitlets' configuration
