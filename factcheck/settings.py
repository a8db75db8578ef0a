"""Settings, read strictly from the environment: names are Django's own where Django has one, and a bad value raises.

`make run` writes a `.env` for the demo on its first start; a real newsroom sets the same names in its service files.
"""

import logging
from pathlib import Path

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from environs import Env

from factcheck.postgres import Cluster

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(env.path("ENV_FILE", BASE_DIR / ".env"), recurse=False)

DEMO = env.bool("DEMO", False)  # a fictional newsroom: says so on every page and asks robots to stay away
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
NOTE_KEYS: list[str] = env.list("NOTE_KEYS", [])  # of confidential notes, the newest first; keep a copy elsewhere
for note_key in NOTE_KEYS:
    Fernet(note_key)  # a bad one raises
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
NEWSROOM_NAME = env.str("NEWSROOM_NAME", "みなと検証デスク")
CORRECTIONS_EMAIL = env.str("CORRECTIONS_EMAIL", "teisei@minato.example" if DEMO else "")  # readers report errors here

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "articles.User"

INSTALLED_APPS = [
    "articles.desk.apps.DeskAdminConfig",  # django.contrib.admin with the desk as its site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.public.language.JapaneseFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: the embedded server unless DATABASE_URL names a real one. Settings never start it.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", Cluster.default().url, conn_max_age=0)}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    message = "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host:5432/name"
    raise ValueError(message)

# Language and time: Japanese first, aware UTC inside, Tokyo at the edge.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "factcheck.formats"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
# What a message quotes must be erasable: it stays with the reader's browser and is never kept in the session table.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Reports of errors go by mail and into logs: without anything that was typed, and without what variables held.
DEFAULT_EXCEPTION_REPORTER_FILTER = "articles.desk.reports.WithholdingFilter"
DEFAULT_EXCEPTION_REPORTER = "articles.desk.reports.WithholdingReporter"

# Security. The demo is served over plain http on the loopback address; everything else over https.
HTTPS = env.bool("HTTPS", not DEMO)
SECURE_SSL_REDIRECT = HTTPS
if env.bool("BEHIND_PROXY", False):  # only where the proxy sets or drops the header itself: anyone can send it
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [
    r"^api/",
    r"^livez$",
    r"^healthz$",
]  # an API client that sent its key in clear must be told, not redirected
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

FORMS_URLFIELD_ASSUME_HTTPS = True  # what Django 6.0 does by itself; drop it then

# Intake and extraction
ARTICLE_MAX_BYTES = 1_000_000
ARTICLE_FILE_MAX_BYTES = 10_000_000  # of a mail, a saved page with its pictures, a Word file
# What reading one file may take, in a process of its own (docs/adr/0017).
ARTICLE_READ_SECONDS = env.int("ARTICLE_READ_SECONDS", 6, validate=lambda n: n > 0)
ARTICLE_READ_MEMORY_MB = env.int("ARTICLE_READ_MEMORY_MB", 1000, validate=lambda n: n > 0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # a pasted text that is too long must reach the form that says so
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
EXTRACTION_MAX_ATTEMPTS = env.int("EXTRACTION_MAX_ATTEMPTS", 3)
# What one article may take; the longest text allowed takes a minute and some hundred megabytes.
EXTRACTION_MAX_SECONDS = env.float("EXTRACTION_MAX_SECONDS", 600, validate=lambda n: n > 0)
EXTRACTION_MAX_MEMORY_MB = env.int("EXTRACTION_MAX_MEMORY_MB", 1000, validate=lambda n: n > 0)

# Queue
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 1, validate=lambda n: n > 0)
WORKER_POLL_INTERVAL = env.float("WORKER_POLL_INTERVAL", 2.0)
WORKER_HEARTBEAT_INTERVAL = env.float("WORKER_HEARTBEAT_INTERVAL", 10.0)
WORKER_STALLED_TIMEOUT = env.float("WORKER_STALLED_TIMEOUT", 30.0)
WORKER_SWEEP_SECONDS = env.int("WORKER_SWEEP_SECONDS", 10, validate=lambda n: 1 <= n <= 59)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],  # deny by default; public views say so
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "articles.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is an unknown parameter like any other, not a 404
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{NEWSROOM_NAME} API",
    "VERSION": "1",
    "DESCRIPTION": "Published fact-checks, their corrections and withdrawals. Texts are Japanese, times UTC.",
    "SERVERS": [{"url": SITE_URL}],
    "OAS_VERSION": "3.1.0",  # whose schemas are plain JSON Schema
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PATH_CONVERTER_OVERRIDES": {"id": int},
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "withholding": {"()": "articles.desk.reports.Withholding"},
        # the sweeper runs every few seconds: two lines each time would bury what a person at the terminal looks for
        "without_sweeps": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: record.levelno > logging.INFO or "retry_stalled_jobs" not in record.getMessage(),
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_sweeps", "withholding"]}
    },
    "loggers": {
        "procrastinate.blueprints": {"level": "WARNING"},  # these two say at every start which tasks they know
        "procrastinate.periodic": {"level": "WARNING"},
        "procrastinate.jobs": {"level": "WARNING"},  # and this one that a job was deferred, at every import
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
