"""What the tutor may read: knowledge in three scopes, cut into chunks, embedded and searched."""
