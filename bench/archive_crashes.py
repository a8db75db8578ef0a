"""Import and extract an archive while kill -9 strikes: one result set each, fresh articles first; rates and latencies.

python bench/archive_crashes.py [ARTICLES [KILLS]]
"""

import os
import sys
from pathlib import Path

given = dict(zip(("ARCHIVE_ARTICLES", "ARCHIVE_KILLS"), sys.argv[1:], strict=False))
os.environ.update({"ARCHIVE_ARTICLES": "10000", "ARCHIVE_KILLS": "50", **given})
os.chdir(Path(__file__).resolve().parent.parent)
ENDLESS = ["--timeout=0", "-o", "faulthandler_timeout=0"]
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-v", "-s", *ENDLESS, "tests/test_archive_crashes.py"])
