"""What `manage.py evaluate` measures, on data that others have published; pure text work too."""
