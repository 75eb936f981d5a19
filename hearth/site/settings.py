"""Django's settings, read from a few words of the environment.

HEARTH_HOME is the folder of this service (default: the user's data folder).
HEARTH_DATABASE is a DSN, postgresql://...; without it, a file in that folder is the database.
HEARTH_CONNECTIONS is how many of them a process holds to a server at most (default: 20).
HEARTH_ROADS is a server of roads of the service's own, `osrm http://ADDRESS` or `valhalla
http://ADDRESS`; without it distances are guessed from the great circle.
HEARTH_ADDRESS is where the pages are, https://hearth.example; without it, this machine alone.
Reading this file makes nothing: folders are made by `hearth.store.folder.prepare`.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from hearth.store import database, folder

HEARTH_FOLDER = folder.chosen(os.environ)
HEARTH_ROADS = os.environ.get("HEARTH_ROADS", "")
_WEB = Path(__file__).resolve().parent.parent / "web"
_address = urlsplit(os.environ.get("HEARTH_ADDRESS", "http://localhost"))

DATABASES = {
    "default": database.connection_settings(
        os.environ.get("HEARTH_DATABASE", ""),
        HEARTH_FOLDER,
        os.environ.get("HEARTH_CONNECTIONS", ""),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "hearth.store",
    # What allauth's second factors lean on. Nobody has an e-mail address or a permission here.
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
AUTH_USER_MODEL = "store.PrincipalRow"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "id"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
MIGRATION_MODULES = {"mfa": "hearth.store.migrations_of_mfa"}
MFA_ADAPTER = "hearth.store.second.SealedSeeds"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Hearth"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a telephone may be wrong by
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False  # http on localhost is let through by fido2 itself

DEBUG = False
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("uk", "Ukrainian"), ("ar", "Arabic"), ("es", "Spanish")]
LANGUAGE_COOKIE_NAME = "l"
LANGUAGE_COOKIE_SAMESITE = "Strict"

# Pages. The order matters: who comes in is known before a page is asked for, and what sets headers
# stands around all that may answer, so that files and mistakes carry them too.
ROOT_URLCONF = "hearth.site.urls"
WSGI_APPLICATION = "hearth.site.wsgi.application"
ALLOWED_HOSTS = [_address.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
REFUSED_EVERY_S = 0.01  # more than a refusal takes by itself; see EvenMiddleware
MIDDLEWARE = [
    "hearth.entry.measured.MeasuredMiddleware",
    "hearth.entry.middleware.EvenMiddleware",
    "hearth.entry.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "hearth.entry.middleware.PressedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hearth.entry.middleware.SignedInMiddleware",
    "hearth.entry.begun.BegunMiddleware",
    "hearth.entry.once.OnceMiddleware",
    "hearth.entry.middleware.MistakesMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "hearth.web.environment.environment"},
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [_WEB / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86_400
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page has a use for our files

SECRET_KEY = folder.page_secret(HEARTH_FOLDER)
_secure = _address.scheme == "https"
SESSION_COOKIE = "__Host-s" if _secure else "s"
HELD_COOKIE = "__Host-h" if _secure else "h"  # of a session that waits while others have the device
MACHINE_COOKIE = "__Host-k" if _secure else "k"  # of a machine that staff came in by before
LEFT_COOKIE = "__Host-o" if _secure else "o"  # somebody has just left in haste
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
CSRF_COOKIE_NAME = "__Host-c" if _secure else "c"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "hearth.web.front.stale"
SECURE_REFERRER_POLICY = "same-origin"  # none at all, and browsers send no origin with a form
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'"],
        "manifest-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    2_500_000  # of a form without files; more is refused before it is read
)
FILE_UPLOAD_HANDLERS = [
    "hearth.entry.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_500_000  # a file lies in memory or is refused, never on a disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"where": {"()": "hearth.entry.logs.OnlyWhere"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "where"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        "waitress": {"level": "ERROR"},
    },
}
