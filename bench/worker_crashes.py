"""Kill a worker with SIGKILL in mid-job twenty times: every article must end with exactly one result set.

python bench/worker_crashes.py [CRASHES]
"""

import os
import sys
from pathlib import Path

os.environ["CRASHES"] = sys.argv[1] if len(sys.argv) > 1 else "20"
os.chdir(Path(__file__).resolve().parent.parent)
ENDLESS = ["--timeout=0", "-o", "faulthandler_timeout=0"]
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-v", *ENDLESS, "tests/test_worker_crash.py"])
