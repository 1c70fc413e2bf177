"""Formats of files: each module reads one row by row; memory does not grow with the file."""
