"""Who works here: roles, the second step of logging in, sessions, what was typed as one ended."""
