"""The embedded language model and embedder: a gateway that starts them when somebody asks.

``gateway`` speaks the OpenAI protocol on a port of its own and holds nothing. Behind it, each model is a
process of its own (``language`` for a GGUF file, ``embedder`` for the embedding model) that is started by
the first request, stopped when nobody has asked for a while, and replaced when it dies. ``catalogue``
says which models there are, and ``install`` brings them.
"""
