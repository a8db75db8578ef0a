"""Kill the web with SIGKILL a hundred times while four programs hand in articles, newer texts and tips and send each again until
it is answered: each must be done once, queued once to be read, and answered the same ever after.

python bench/web_crashes.py [KILLS]
"""

import os
import sys
from pathlib import Path

os.environ["WEB_CRASHES"] = sys.argv[1] if len(sys.argv) > 1 else "100"
os.chdir(Path(__file__).resolve().parent.parent)
ENDLESS = ["--timeout=0", "-o", "faulthandler_timeout=0"]
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-s", *ENDLESS, "tests/test_web_crashes.py"])
