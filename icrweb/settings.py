"""One settings file. It reads the environment and is safe when a variable is missing.

ICRWEB_DEMO=1 is the only switch that relaxes anything: plain http on this machine, a generated secret key, mail into files.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from .log_lines import LOGGING  # noqa: F401 - a setting
from .sweeps import SWEEPS  # noqa: F401 - a setting

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = os.environ.get("ICRWEB_DEMO", "") == "1"
PORT = int(os.environ.get("ICRWEB_PORT", "8000"))
DATA_DIR = Path(os.environ.get("ICRWEB_DATA_DIR", BASE_DIR / "var")).resolve()
BASE_URL = os.environ.get("ICRWEB_BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
DEBUG = False


def _secret_key() -> str:
    """Read the key from the environment; in the demo make one at first run and keep it beside the data."""
    if key := os.environ.get("ICRWEB_SECRET_KEY"):
        return key
    if not DEMO:
        raise ImproperlyConfigured("Set ICRWEB_SECRET_KEY to a long random value (or ICRWEB_DEMO=1 for the demonstration).")
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname] + (["127.0.0.1", "localhost"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "icrweb.front",
    "demo",
    "evaluation",
    "training",
    "helpdesk",
    "seminars",
    "courses",
    "certificates",
    "icrweb.translating",
    "icrweb.pages",
    "icrweb.media",
    "icrweb.accounts",
    "icrweb.trail",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "icrweb.accounts.apps.PeopleAdminConfig",  # wagtail.users, with our own pages about people
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",  # its templates, which FORM_RENDERER looks for among ours
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "icrweb.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "icrweb.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "icrweb.middleware.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "icrweb.front.measuring.MeasuringMiddleware",
]

ROOT_URLCONF = "icrweb.urls"
WSGI_APPLICATION = "icrweb.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["icrweb.pages.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "icrweb.pages.context.site",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("ICRWEB_DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
else:
    # IMMEDIATE takes the write lock when a transaction begins: without it a burst of sign-ups is lost.
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file, so that threads in tests share it
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }

REDIS_URL = os.environ.get("ICRWEB_REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "icrweb.accounts.sessions.cached"
else:
    SESSION_ENGINE = "icrweb.accounts.sessions.rows"
    # Shared by every process on this machine, so that rate limits count once.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

S3_BUCKET = os.environ.get("ICRWEB_S3_BUCKET", "")
_PRIVATE = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "private"}}
_PUBLIC = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_DRAWN = {  # can be made again at any time
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": DATA_DIR / "drawn", "allow_overwrite": True},
}
if S3_BUCKET:
    _s3 = {"bucket_name": S3_BUCKET, "endpoint_url": os.environ.get("ICRWEB_S3_ENDPOINT_URL") or None}
    _PRIVATE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_s3, "location": "private", "default_acl": "private"}}
    _PUBLIC = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_s3, "location": "media", "querystring_auth": True}}
    _DRAWN = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_s3, "location": "drawn", "default_acl": "private"}}
STORAGES = {
    "default": _PUBLIC,
    "private": _PRIVATE,
    "drawn": _DRAWN,
    "staticfiles": {"BACKEND": "icrweb.front.staticfiles.BundledStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(os.environ.get("ICRWEB_STATIC_ROOT", DATA_DIR / "static"))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- Languages ------------------------------------------------------------------------------------------------------

LANG_INFO.setdefault("fil", {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"})
LANG_INFO["zh-hans"]["name_local"] = "简体中文"
LANG_INFO["zh-hant"]["name_local"] = "繁體中文"
LANG_INFO["th"]["name_local"] = "ไทย"
LANGUAGES = [
    ("en", _("English")),
    ("fil", _("Filipino")),
    ("id", _("Indonesian")),
    ("ms", _("Malay")),
    ("vi", _("Vietnamese")),
    ("th", _("Thai")),
    ("ko", _("Korean")),
    ("ja", _("Japanese")),
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Those of Wagtail's own; it has no words in Malay and Filipino.
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code, _name in LANGUAGES if code not in ("ms", "fil")]
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "icrweb.formats"
LOCALE_PATHS = [BASE_DIR / "icrweb" / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["icrweb.accounts.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my:learning"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "icrweb.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 3600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = 3
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 3600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_TIMEOUT = 6 * 3600  # a code lives an hour and may be sent again
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 3600
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "homepage"
ACCOUNT_FORMS = {
    "signup": "icrweb.accounts.forms.SignUpForm",
    "login": "icrweb.accounts.forms.SignInForm",
    "request_login_code": "icrweb.accounts.forms.RequestCodeForm",
    "confirm_login_code": "icrweb.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "icrweb.accounts.forms.AddressCodeForm",
    "change_email": "icrweb.accounts.forms.ChangeAddressForm",
    "add_email": "icrweb.accounts.forms.AddAddressForm",
    "reset_password": "icrweb.accounts.forms.ForgottenPasswordForm",
    "confirm_password_reset_code": "icrweb.accounts.forms.ResetCodeForm",
    "reset_password_from_key": "icrweb.accounts.forms.NewPasswordForm",
    "set_password": "icrweb.accounts.forms.SetPasswordForm",
    "change_password": "icrweb.accounts.forms.ChangePasswordForm",
    "reauthenticate": "icrweb.accounts.forms.AgainForm",
}
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# A hospital shares one address: limits by address are wide, limits by account are tight.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "signup": "100/m/ip",
    "reset_password": "100/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "100/m/ip",
    "request_login_code": "100/m/ip,3/m/key,10/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ICRWEB_PROXY_COUNT", "0"))
DEMO_PASSWORD = "learn-the-trial"  # noqa: S105 - of invented people; refused outside the demonstration
NOTICE_VERSION = "2026-11"

# --- Mail -----------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "icrweb.trail.mail.OutboxBackend"
DEFAULT_FROM_EMAIL = os.environ.get("ICRWEB_FROM_EMAIL", "icrweb <no-reply@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOX_DIR = DATA_DIR / "outbox" if DEMO else None
EMAIL_HOST = os.environ.get("ICRWEB_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ICRWEB_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("ICRWEB_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ICRWEB_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("ICRWEB_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20

# --- The worker: what it runs stands in sweeps.py ----------------------------------------------------------------------

LEASE = timedelta(minutes=5)

# --- Papers: the key that signs them, one PEM file; the demonstration makes its own at first run ---------------------------

SIGNING_KEY_FILE = os.environ.get("ICRWEB_SIGNING_KEY_FILE", str(DATA_DIR / "signing.pem") if DEMO else "")

# --- Badges: the Ed25519 key that signs them; without it none are offered -----------------------------------------------------

BADGE_KEY_FILE = os.environ.get("ICRWEB_BADGE_KEY_FILE", str(DATA_DIR / "badges.pem") if DEMO else "")

# --- Passport data: keys that encrypt them, the first one for what comes now; without any none are asked for ---------------------

PASSPORT_KEYS = [key for key in os.environ.get("ICRWEB_PASSPORT_KEYS", "").replace(",", " ").split() if key]
PASSPORT_KEY_FILE = str(DATA_DIR / "passport.key") if DEMO else ""

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "icrweb"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/sign-in/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.approved.publish"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_DOCUMENT_FORM_BASE = "icrweb.pages.document_forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAILEMBEDS_FINDERS = []
# Empty lists: a file is judged by its bytes (icrweb.media.forms), not by its name.
WAGTAILMEDIA = {
    "MEDIA_MODEL": "media.MediaFile",
    "MEDIA_FORM_BASE": "icrweb.media.forms.MediaFileForm",
    "AUDIO_EXTENSIONS": [],
    "VIDEO_EXTENSIONS": [],
}
MEDIA_MAX_UPLOAD_SIZE = int(os.environ.get("ICRWEB_MEDIA_MAX_MEGABYTES", "500")) * 1024 * 1024
# "simple": words stand in the index as they are folded, on PostgreSQL as on SQLite; no language's stems, no words left out.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
TASKS = {"default": {"BACKEND": "icrweb.pages.indexed_once.TaskBackend"}}
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "synced"
if _machine := os.environ.get("ICRWEB_MACHINE_TRANSLATOR", ""):  # e.g. wagtail_localize.machine_translators.deepl.DeepLTranslator
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": _machine,
        "OPTIONS": json.loads(os.environ.get("ICRWEB_MACHINE_TRANSLATOR_OPTIONS", "{}")),
    }
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation just begun holds the source's words
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
APPLICATIONS_KEPT_DAYS = int(os.environ.get("ICRWEB_APPLICATIONS_KEPT_DAYS", "180"))  # after the seminar: answers and files
UPLOAD_MAX_SIZE = 12_000_000  # what no view says otherwise about
FILE_UPLOAD_HANDLERS = [
    "icrweb.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Safety ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
if S3_BUCKET:  # recordings are played by signed links to it
    _endpoint = urlsplit(os.environ.get("ICRWEB_S3_ENDPOINT_URL", ""))
    _bucket = f"{_endpoint.scheme}://{_endpoint.netloc}" if _endpoint.netloc else f"https://{S3_BUCKET}.s3.amazonaws.com"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"].append(_bucket)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail lets its own previews into its own frames
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
