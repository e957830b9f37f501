"""The Hub's side of Lectorium: its configuration, the embedded stack and the command line."""
