"""Changing the schema while people work: limits of migrations, and operations that stop nobody."""
