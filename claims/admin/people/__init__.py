"""Who works here: accounts, logging in, the second step, idle sessions."""
