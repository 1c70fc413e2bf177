"""After publishing: the record, what has to be looked at again, and who is told."""
