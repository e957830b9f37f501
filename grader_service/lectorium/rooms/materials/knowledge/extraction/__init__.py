"""Reading uploaded files' words, with the places they stand at, in a process of its own.

What reads a file is a child (``child``) without secrets in its environment and with limits on time and
memory: a file that breaks a parser ends that process and nothing else.  The platform imports no parser, and
the child nothing of the platform's, so it starts quickly.
"""
