"""A claim under review: the list, the page and its steps, evidence, second opinions, replies."""
