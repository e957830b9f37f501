"""The staff's pages: server-rendered, usable without a spawned server and without JavaScript."""
