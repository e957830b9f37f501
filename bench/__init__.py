"""What Lectorium's speed is measured with: `python -m bench.NAME`."""
