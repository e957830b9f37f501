"""GPUs: which devices this machine has, and whose they are now."""
