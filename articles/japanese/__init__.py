"""Japanese text: the one loader of Sudachi and GiNZA, offset maps, numbers, eras and search terms.

Nothing here imports Django, and nothing outside this package imports spaCy, GiNZA or SudachiPy.
"""

import os

# GiNZA's matrices are small: threads of OpenBLAS mostly wait for each other. Measured on two cores, one thread takes a
# fifth of the CPU time on short sentences and half on long ones, and less of the clock. OpenBLAS reads it when NumPy is
# imported, so it stands where every import of NumPy in this project comes after it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
