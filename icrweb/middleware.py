"""Three small rules about every answer: its policy, its language, and who may keep a copy."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.middleware.locale import LocaleMiddleware

ADMIN_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}


class PolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings on the public site; Wagtail's pages, which have inline scripts, get a looser one."""

    def process_response(self, request, response):
        if request.path_info.startswith("/admin/"):
            response._csp_replace = ADMIN_POLICY
        return super().process_response(request, response)


class LanguageMiddleware(LocaleMiddleware):
    """A language prefix in the address decides; elsewhere a chosen language, then the browser's wish, then English."""

    def process_response(self, request, response):
        if response.status_code == 404 and request.path_info.startswith("/admin/"):
            return response  # Django would look for it under a language prefix, where the CMS is not
        response = super().process_response(request, response)
        first = request.path_info.lstrip("/").split("/", 1)[0]
        if first in dict(settings.LANGUAGES) and response.get("Content-Type", "").startswith("text/html"):
            # The prefix alone decides here: "Vary: Accept-Language" would only multiply copies in caches.
            response.headers["Vary"] = ", ".join(
                word for word in response.get("Vary", "").split(", ") if word and word.lower() != "accept-language"
            )
            if not response.headers["Vary"]:
                del response.headers["Vary"]
        return response


class NoStoreMiddleware:
    """What a signed-in person sees is nobody else's to keep, not even the shared ward computer's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response
