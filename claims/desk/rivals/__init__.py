"""Rivals of a claim: what the desk holds that says otherwise, or the same; proposed by software."""
