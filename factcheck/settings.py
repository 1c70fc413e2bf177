"""Settings of the project: each reads one environment variable, and none is needed to start.

docs/operating.md lists the variables; a test holds the list complete.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from factcheck import databases, env

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(env.text("LOCAL_DIR", str(BASE_DIR / ".local")))

# Where people find us. https switches on every cookie and transport protection below.
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(
        f"PUBLIC_URL={PUBLIC_URL!r} is not an address. Use one like https://claims.example.org."
    )
SECURE = _public.scheme == "https"
# Who publishes: the name that readers and other programs see beside each review.
DESK_NAME = env.text("DESK_NAME", "Fact-check desk")
# Where readers ask for a correction: a link on every page.
CONTACT = env.contact("CONTACT")

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", LOCAL_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{_public.hostname},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    # After auth, whose permissions the roles are made of; before admin, whose templates it extends.
    "claims.apps.ClaimsConfig",
    "factcheck.apps.DeskAdminConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "csp",
    "procrastinate.contrib.django",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "claims.serving.limiting.RateLimit",
    "claims.serving.middleware.Public",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "claims.serving.middleware.OneAddress",
    "django.middleware.csrf.CsrfViewMiddleware",
    "claims.admin.people.idle.Idle",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last: it answers for whoever is locked out.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.web.site.desk",
            ],
        },
    },
]


# Of a web process. Half of them may hold streams open, a quarter dumps.
THREADS = env.integer("THREADS", 8, least=4, most=256)


# Two aliases, one database: `default` is the desk's; `record` is all that the public side uses,
# with a role that may read the record's tables and nothing else. It may point at a standby.
def _kept(found: databases.Databases) -> databases.Databases:
    for database in found.values():
        database["CONN_MAX_AGE"] = env.integer("CONN_MAX_AGE", 600)
        database["CONN_HEALTH_CHECKS"] = True
    return found


if env.text("DATABASE_URL"):
    # These read DATABASE_URL, RECORD_DATABASE_URL and DIRECT_DATABASE_URL.
    DATABASES = _kept(databases.of_all_else(env.text))
    # Through a pooler, if there is one: factcheck.wsgi takes these.
    WEB_DATABASES = _kept(databases.of_web(env.text))
else:
    DATABASES = WEB_DATABASES = _kept(databases.embedded(LOCAL_DIR / "postgres"))
WEB_DATABASES = databases.hurried(WEB_DATABASES, env.integer("QUERY_SECONDS", 5, most=3600))
DATABASE_ROUTERS = ["factcheck.routers.RecordRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

# Guessing passwords: so many failures of one account from one address, and ten times as many of an
# address, lock it out for a while.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = env.integer("LOGIN_FAILURES", 5, least=1, most=1000)
AXES_COOLOFF_TIME = timedelta(minutes=env.integer("LOGIN_LOCK_MINUTES", 15, least=1, most=24 * 60))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HANDLER = "claims.admin.people.logins.Handler"
AXES_CLIENT_IP_CALLABLE = "claims.admin.people.logins.address"
AXES_LOCKOUT_CALLABLE = "claims.admin.people.logins.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
# The second step: asked of everybody who switched it on, and of these roles (or of `all`).
REQUIRE_TOTP = env.words("REQUIRE_TOTP")
OTP_TOTP_ISSUER = DESK_NAME

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "static/"
# Readers take the script that checks the record from the site itself.
STATICFILES_DIRS = [("examples", BASE_DIR / "docs" / "examples")]
STATIC_ROOT = LOCAL_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# History names who acted; reading needs no name, and so no look-up of the session.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# The time of the change, not of its transaction: a time line shows them in their order.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
# Every change writes to each index of its history: claims.models.history has those that are asked.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
# What was typed on a page of the session before is shown again, with a token of this one.
CSRF_FAILURE_VIEW = "claims.admin.saving.kept_forms.csrf_failure"
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 12, least=1, most=24 * 365) * 3600
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", 120, most=24 * 60)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
# A balancer asks it inside the network, by plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# The public side: what one address may ask of one process, and how long a cache may answer for us.
RATE_LIMIT = env.rate("RATE_LIMIT", "1200/minute")
CDN_SECONDS = env.integer("CDN_SECONDS", 30, most=24 * 3600)
# What each web process keeps of its answers, in MB; and what the processes of one machine share.
CACHE_MB = env.integer("CACHE_MB", 64, most=64 * 1024)
RUN_DIR = LOCAL_DIR / "run"
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Whether webhooks may go to addresses inside one's own network, and without TLS.
WEBHOOK_PRIVATE_TARGETS = env.flag("WEBHOOK_PRIVATE_TARGETS", default=False)
# A model of natural language inference of one's own, as ONNX: a folder; unset, there is none.
NLI_MODEL = env.folder("NLI_MODEL")

# Jobs that went well leave nothing behind. A worker that must stop lets go of what it does: a
# message that was under way is sent again, with the same id.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 8,
    "delete_jobs": "successful",
    "fetch_job_polling_interval": 1.0,
    "shutdown_graceful_timeout": 0.5,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    # Forms are chosen by Accept: a parameter called `format` is unknown here like any other.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fact-check claims",
    "DESCRIPTION": "Reviewed claims of a fact-check desk: read-only, from an append-only record.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Links to operations would stand inside of buttons, where no keyboard and no reader finds them.
    "SWAGGER_UI_SETTINGS": {"deepLinking": False, "syntaxHighlight": False},
}

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"brief": {"()": "claims.serving.unavailable.Brief"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}
    },
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", LEVELS)},
    # It reports each job, and each of its own tasks at every start.
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
