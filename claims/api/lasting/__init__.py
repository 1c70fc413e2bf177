"""Answers that last: complete dumps and open streams, and how many there may be at once."""
