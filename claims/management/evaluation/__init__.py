"""What `manage.py evaluate` measures. It reads data that others published, and stores nothing."""
