import os
import subprocess
import sys

import pytest

THREADS = """
import os
import django
django.setup()
from articles.japanese.loader import language_model
language_model()
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.nlp
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
def test_a_worker_computes_on_one_thread() -> None:
    """OpenBLAS starts its threads when NumPy is imported, which Django's start does long before the model is loaded."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}

    counted = subprocess.run(
        [sys.executable, "-c", THREADS], env=environment, capture_output=True, text=True, check=True
    )

    assert counted.stdout == "1\n"
