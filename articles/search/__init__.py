"""Was this checked? Matching of statements to claims, and search in lists, by one way of reading Japanese."""
