"""What a statement says: its quantities, times, names and polarity, and how two of them compare."""
