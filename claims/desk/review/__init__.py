"""The review: its states, its steps, what each of them asks for, and what goes with it."""
