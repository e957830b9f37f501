"""The gradebook: one entry per student and item, and what students may see of it."""
