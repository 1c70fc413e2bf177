"""What contradicts or repeats what: the list, one pair, the board, the picture, proposals."""
