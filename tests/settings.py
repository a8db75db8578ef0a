"""Settings of the tests: the real ones, under an environment of their own instead of the developer's."""

import os

from tests.cluster import DATABASE_URL

os.environ.update(
    ENV_FILE=os.devnull,
    NOTE_KEYS="a25vd24gdG8gZXZlcnlib2R5LCBmb3IgdGVzdHMgLi4=",
    SECRET_KEY="known to everybody, and only for tests",
    DEMO="true",
    DEBUG="false",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    DATABASE_URL=DATABASE_URL,
    LOG_LEVEL="WARNING",
    ARTICLE_READ_SECONDS="60",  # a busy machine takes its time; tests of the limit set their own
    MATCHES_PER_MINUTE="100000",
    API_REQUESTS_PER_MINUTE="1000000",
)

from factcheck.settings import *  # noqa: F403 - the environment has to stand first
from factcheck.settings import DATABASES, STORAGES

DATABASES["default"]["TEST"] = {"NAME": f"test_factcheck_{os.getpid()}"}  # two runs at once keep apart

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose

# Static files straight from their folders: nothing has to be collected before a test.
STATIC_ROOT = None  # type: ignore[assignment]  # the folder that `make run` collects into need not exist
WHITENOISE_USE_FINDERS = True
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
