"""Japanese text: the one loader of Sudachi and GiNZA, offset maps, numbers, eras and search terms.

Nothing here imports Django, and nothing outside this package imports spaCy, GiNZA or SudachiPy.
"""
