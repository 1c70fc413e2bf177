"""Figures for a desk lead, as charts, tables and CSV."""
