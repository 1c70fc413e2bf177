"""What stands above and below a list: filters, search, pages, saved views, many rows at once."""
