"""Figures for a desk lead: of a period, and of how far second opinions agree."""
