"""The shapes that travel between the API service and everybody who calls it.

Pure pydantic: importable in a student's server, in a researcher's notebook and in
the trusted service alike.  The OpenAPI document and the TypeScript types are made
from these classes.
"""
