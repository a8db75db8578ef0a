"""Publish 1,000 verdicts while the receiver fails at random and the worker is killed with SIGKILL five times in the middle of
a call: each must arrive at least once, always under the same webhook-id, which must be in the log of deliveries.

python bench/webhooks.py [PUBLICATIONS]
"""

import os
import sys
from pathlib import Path

os.environ["CALLS"] = sys.argv[1] if len(sys.argv) > 1 else "1000"
os.chdir(Path(__file__).resolve().parent.parent)
ENDLESS = ["--timeout=0", "-o", "faulthandler_timeout=0"]
CHOSEN = ["tests/webhooks/test_process.py", "-k", "at_random"]
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-v", *ENDLESS, *CHOSEN])
