"""Whether copies of what four desks publish at once are exact: by the guide's program and by the Python client, from the
beginning, from a dump, and after an older backup came back.

python bench/sync.py [VERDICTS]
"""

import os
import sys
from pathlib import Path

os.environ["SYNC_VERDICTS"] = sys.argv[1] if len(sys.argv) > 1 else "5000"
os.chdir(Path(__file__).resolve().parent.parent)
ENDLESS = ["--timeout=0", "-o", "faulthandler_timeout=0"]
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-s", *ENDLESS, "tests/clients/test_four_writers.py"])
