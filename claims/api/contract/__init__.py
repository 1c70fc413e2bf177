"""What the API promises: its parameters, the shapes of its answers, its OpenAPI document."""
