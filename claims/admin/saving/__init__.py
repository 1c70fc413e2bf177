"""Saving what is typed: by two people at once, from a page long open, after a session has ended."""
