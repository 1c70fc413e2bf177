"""Loading files of any size: rows are copied into the session's tables, checked there, merged."""
