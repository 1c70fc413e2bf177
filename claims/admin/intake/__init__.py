"""Where claims get in: articles, claimants, claims and their passages, sources, files."""
