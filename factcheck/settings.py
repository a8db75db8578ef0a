"""Settings, read strictly from the environment: names are Django's own where Django has one, and a bad value raises.

`make run` writes a `.env` for the demo on its first start; a real newsroom sets the same names in its service files.
"""

from pathlib import Path

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from environs import Env, validate

from factcheck import database, logs
from factcheck.postgres import Cluster

BASE_DIR = Path(__file__).resolve().parent.parent

# A rule has to raise: the answer of a function that says False is not looked at.
POSITIVE = validate.Range(min=0, min_inclusive=False)

env = Env()
env.read_env(env.path("ENV_FILE", BASE_DIR / ".env"), recurse=False)


def _listed(name: str, default: list[str]) -> list[str]:
    """Separated by commas; a blank after one, which is how people write, belongs to no value."""
    listed: list[str] = env.list(name, default, subcast=str.strip)
    return listed


DEMO = env.bool("DEMO", False)  # a fictional newsroom: says so on every page and asks robots to stay away
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = _listed("SECRET_KEY_FALLBACKS", [])
NOTE_KEYS: list[str] = _listed("NOTE_KEYS", [])  # of confidential notes, the newest first; keep a copy elsewhere
for number, note_key in enumerate(NOTE_KEYS, start=1):
    try:
        Fernet(note_key)
    except ValueError as error:
        message = f"NOTE_KEYS: key {number} of {len(NOTE_KEYS)} is no Fernet key (32 bytes in URL-safe base64)"
        raise ValueError(message) from error
ALLOWED_HOSTS: list[str] = _listed("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = _listed("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
NEWSROOM_NAME = env.str("NEWSROOM_NAME", "みなと検証デスク")
CORRECTIONS_EMAIL = env.str("CORRECTIONS_EMAIL", "teisei@minato.example" if DEMO else "")  # readers report errors here
CORRECTIONS_FORM_URL = env.str("CORRECTIONS_FORM_URL", "")  # or here: a form, told ?verdict= and &version=
if CORRECTIONS_FORM_URL and not CORRECTIONS_FORM_URL.startswith(("https://", "http://")):
    message = f"CORRECTIONS_FORM_URL is an address (https://…): {CORRECTIONS_FORM_URL}"
    raise ValueError(message)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "info@minato.example" if DEMO else "")  # for whatever else readers write about
# Markdown about the newsroom: about.md, funding.md, privacy.md, contact.md
NEWSROOM_PAGES = env.path("NEWSROOM_PAGES", BASE_DIR / "articles" / "demo" / "pages" if DEMO else None)
# Whether the figures of the selection ledger are published: by month, topic and outlet, never by claimant (docs/adr/0033)
PUBLISH_SELECTION = env.bool("PUBLISH_SELECTION", DEMO)

# Readers' form at /tips/ (docs/adr/0042): whether there is one, who reads what comes, as readers are told it, and how much is
# taken from one address and from everybody together, so that nobody can fill the desk.
READER_TIPS = env.bool("READER_TIPS", True)
READER_TIPS_READ_BY = env.str("READER_TIPS_READ_BY", "編集部の記者とデスク")
READER_TIPS_PER_HOUR = env.int("READER_TIPS_PER_HOUR", 5, validate=POSITIVE)
READER_TIPS_PER_DAY = env.int("READER_TIPS_PER_DAY", 20, validate=POSITIVE)
ALL_READER_TIPS_PER_HOUR = env.int("ALL_READER_TIPS_PER_HOUR", 60, validate=POSITIVE)

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
    "factcheck.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.public.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.outages.DatabaseAwayMiddleware",
    "articles.outages.RoomForReadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.public.language.JapaneseFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "articles.desk.kept_text.KeptTextMiddleware",
    "articles.public.only_read.OnlyReadMiddleware",  # before CSRF, which would answer with words about cookies
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "articles.desk.sign_in.middleware.SessionLimitMiddleware",
    "articles.desk.unsaved.SavedTextMiddleware",
    "articles.desk.wrong_method.WrongMethodMiddleware",
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
# Only what serves requests is held to limits that a reader can wait for (docs/adr/0019); commands may take hours.
WEB_THREADS = env.int("WEB_THREADS", 16, validate=validate.Range(2))  # of each web process, as in factcheck/gunicorn.py
WEB_STATEMENT_SECONDS = env.float("WEB_STATEMENT_SECONDS", 10.0, validate=POSITIVE)
WEB_SILENCE_SECONDS = env.float("WEB_SILENCE_SECONDS", 2.0, validate=POSITIVE)  # of a server taken for away
if env.bool("SERVES_REQUESTS", False):  # set by factcheck/wsgi.py
    DATABASES["default"] = database.for_requests(
        DATABASES["default"],
        threads=WEB_THREADS,
        statement_seconds=WEB_STATEMENT_SECONDS,
        silence_seconds=WEB_SILENCE_SECONDS,
        prepares=env.bool("PREPARED_STATEMENTS", True),
    )

# Language and time: Japanese first, aware UTC inside, Tokyo at the edge.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "factcheck.formats"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_ROOT = BASE_DIR / "articles" / "root"  # what browsers ask for at the root: favicon.ico, apple-touch-icon.png
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "factcheck.style_sheets.StaticFilesStorage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
MFA_REQUIRED = not DEMO  # of everybody who uses the desk; in the demo whoever wants it
PASSWORD_RESET_TIMEOUT = 60 * 60
INVITATION_DAYS = env.int("INVITATION_DAYS", 7, validate=validate.Range(1, 30))
# What a message quotes must be erasable: it stays with the reader's browser and is never kept in the session table.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Reports of errors go by mail and into logs: without anything that was typed, and without what variables held.
DEFAULT_EXCEPTION_REPORTER_FILTER = "articles.desk.reports.WithholdingFilter"
DEFAULT_EXCEPTION_REPORTER = "articles.desk.reports.WithholdingReporter"

# Security. The demo is served over plain http on the loopback address; everything else over https.
HTTPS = env.bool("HTTPS", not DEMO)
SECURE_SSL_REDIRECT = HTTPS
# Only where the proxy sets these headers itself, X-Forwarded-For and -Proto: anyone can send them.
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [
    r"^api/",
    r"^v1alpha1/",
    r"^livez$",
    r"^healthz$",
    r"^metrics$",  # scraped on the loopback address, past the proxy
]  # an API client that sent its key in clear must be told, not redirected
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Both bind what is not ours to bind: other hosts below the domain, and browsers for years. So somebody has to ask for them.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    message = "HSTS_PRELOAD needs HSTS_INCLUDE_SUBDOMAINS: the lists of the browsers take no domain without it"
    raise ValueError(message)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # that these two are off: they are a decision, see above
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
# A session ends at the latest after the first, and after the second without a request.
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", 12 * 60 * 60, validate=POSITIVE)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 2 * 60 * 60, validate=POSITIVE)
X_FRAME_OPTIONS = "DENY"
SECURITY_CONTACT: list[str] = _listed("SECURITY_CONTACT", ["mailto:security@minato.example"] if DEMO else [])
SECURITY_POLICY_URL = env.str("SECURITY_POLICY_URL", "")
for contact in [*SECURITY_CONTACT, *filter(None, [SECURITY_POLICY_URL])]:
    if not contact.startswith(("mailto:", "https://", "tel:")):
        message = f"SECURITY_CONTACT and SECURITY_POLICY_URL are URIs (mailto:…, https://…): {contact}"
        raise ValueError(message)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "report-uri": ["/csp-reports/"],  # for Firefox and Safari; browsers that know report-to ignore it
        "report-to": "csp",
    },
}

# Mail: invitations and password resets. The demo prints it where the worker runs.
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEMO else 'smtp'}.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "desk@minato.example" if DEMO else "webmaster@localhost")

# Notices: a webhook in Slack's form for what concerns the whole desk; when digests are sent, in the newsroom's time.
NOTICE_WEBHOOK_URL = env.str("NOTICE_WEBHOOK_URL", "")
if NOTICE_WEBHOOK_URL and not NOTICE_WEBHOOK_URL.startswith("https://"):
    message = "NOTICE_WEBHOOK_URL must begin with https://"
    raise ValueError(message)
NOTICE_DIGEST_HOUR = env.int("NOTICE_DIGEST_HOUR", 8, validate=validate.Range(0, 23))

# Webhooks of partners: how many endpoints are called at once, how long is waited after each failure (seconds; the number of
# waits is that of retries), and the ports that an address may name. Names behind which there are no public addresses are
# not called whatever is set here.
WEBHOOK_CONCURRENCY = env.int("WEBHOOK_CONCURRENCY", 8, validate=POSITIVE)
MINUTE, HOUR = 60, 60 * 60
WEBHOOK_RETRY_SECONDS: list[float] = env.list(
    "WEBHOOK_RETRY_SECONDS",
    [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
    subcast=float,
)
WEBHOOK_PORTS: list[int] = env.list("WEBHOOK_PORTS", [443, 8443], subcast=int)

FORMS_URLFIELD_ASSUME_HTTPS = True  # what Django 6.0 does by itself; drop it then

# Intake and extraction
ARTICLE_MAX_BYTES = 1_000_000
ARTICLE_FILE_MAX_BYTES = 10_000_000  # of a mail, a saved page with its pictures, a Word file
# What reading one file may take, in a process of its own (docs/adr/0017).
ARTICLE_READ_SECONDS = env.int("ARTICLE_READ_SECONDS", 6, validate=POSITIVE)
ARTICLE_READ_MEMORY_MB = env.int("ARTICLE_READ_MEMORY_MB", 1000, validate=POSITIVE)
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # a pasted text that is too long must reach the form that says so
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
# A verdict with all the evidence and questions it may have, each field of them once more where two people changed it, and
# rows that two people added at once.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
EXTRACTION_MAX_ATTEMPTS = env.int("EXTRACTION_MAX_ATTEMPTS", 3)
# What one article may take; the longest text allowed takes a minute and some hundred megabytes.
EXTRACTION_MAX_SECONDS = env.float("EXTRACTION_MAX_SECONDS", 600, validate=POSITIVE)
EXTRACTION_MAX_MEMORY_MB = env.int("EXTRACTION_MAX_MEMORY_MB", 1000, validate=POSITIVE)

# Backups (docs/operations.md)
BACKUP_DIR = env.path("BACKUP_DIR", None)
DUMP_DIR = env.path("DUMP_DIR", BASE_DIR / ".state" / "dumps")  # for partners; web and worker see the same folder
# What was erased stays in backups as long as they do (docs/adr/0012).
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", 30, validate=POSITIVE)

# What is answered in a minute (docs/adr/0034): requests to the API, and messages that are matched, which cost more; to one
# address without a key, and to one key that says nothing else
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 300, validate=POSITIVE)
KEY_REQUESTS_PER_MINUTE = env.int("KEY_REQUESTS_PER_MINUTE", 3000, validate=POSITIVE)
MATCHES_PER_MINUTE = env.int("MATCHES_PER_MINUTE", 60, validate=POSITIVE)
KEY_MATCHES_PER_MINUTE = env.int("KEY_MATCHES_PER_MINUTE", 300, validate=POSITIVE)
# Where the processes of this machine keep what they search, to share it: gunicorn makes a folder for each pool. One that is
# named here outlives them, so that a start takes no time, and both pools may share it.
SEARCH_FOLDER = env.path("SEARCH_FOLDER", None)
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 2, validate=POSITIVE)  # processes of a pool, as gunicorn has it

# Queue
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 1, validate=POSITIVE)
WORKER_POLL_INTERVAL = env.float("WORKER_POLL_INTERVAL", 2.0)
WORKER_HEARTBEAT_INTERVAL = env.float("WORKER_HEARTBEAT_INTERVAL", 10.0)
WORKER_STALLED_TIMEOUT = env.float("WORKER_STALLED_TIMEOUT", 30.0)
WORKER_SWEEP_SECONDS = env.int("WORKER_SWEEP_SECONDS", 10, validate=validate.Range(1, 59))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],  # deny by default; public views say so
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "articles.api.openapi.Schema",
    "EXCEPTION_HANDLER": "articles.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is an unknown parameter like any other, not a 404
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{NEWSROOM_NAME} API",
    "VERSION": "1",
    "DESCRIPTION": "Published fact-checks, their corrections and withdrawals. Texts are Japanese, times UTC.",
    "SERVERS": [{"url": SITE_URL}],
    "OAS_VERSION": "3.1.0",  # whose schemas are plain JSON Schema
    "POSTPROCESSING_HOOKS": ["articles.api.openapi.with_choices_in_place"],  # the usual one names them by guess
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}},
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "A key of the newsroom's, in the header `Authorization: Bearer` and nowhere else. "
                "Without one, reading and `match/` are open, less often.",
            }
        }
    },
}

# Logs: docs/operations.md says what is in a line, and what never is.
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(logs.FORMATS))
ACCESS_LOG = env.bool("ACCESS_LOG", LOG_FORMAT == "json")
LOGGING = logs.configuration(LOG_FORMAT, level=env.str("LOG_LEVEL", "INFO"), access=ACCESS_LOG, withhold=not DEBUG)

# Monitoring: who may read /metrics. Without a token only this machine, and nobody through a proxy.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
