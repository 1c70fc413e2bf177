"""What is done from a list: many rows at once, which come first, saved views, counting."""
