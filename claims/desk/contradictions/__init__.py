"""Contradictions: noted, decided on a board, and drawn."""
