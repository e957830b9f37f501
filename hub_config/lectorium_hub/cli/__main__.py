"""`python -m lectorium_hub.cli`."""

from lectorium_hub.cli.main import main

main()
