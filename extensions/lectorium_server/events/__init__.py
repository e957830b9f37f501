"""Telling browsers at once what the workers did."""
