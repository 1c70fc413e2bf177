"""Migrations that change a table of the desk, as a later version's would."""
