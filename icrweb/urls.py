"""Every fixed address of the site. The list in docs/operations.md is a promise: change neither without the other."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from certificates import views as certificates
from certificates.badges import views as badges
from courses.feeds import CourseFeed
from icrweb.front import changes, covers
from icrweb.front import views as front
from icrweb.front.serving import serve
from seminars.feeds import SeminarFeed

handler404 = "icrweb.front.views.page_not_found"

urlpatterns = [
    path("livez", front.livez, name="livez"),
    path("readyz", front.readyz, name="readyz"),
    path("robots.txt", front.robots, name="robots"),
    path("sitemap.xml", front.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", front.sitemap_part, name="sitemap_part"),
    path("media/images/<path:name>", front.image, name="image"),
    path("recordings/", include("icrweb.media.urls")),
    path("", include("icrweb.accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(".well-known/did.json", badges.did_document, name="did"),
    path("badges/", include("certificates.badges.urls")),
    path("v/", front.to_certificate_check, name="short_check"),
    path("v/schema.json", certificates.schema, name="statement_schema"),
    path("v/<str:code>", front.short_verification, name="short_verification"),
    path("calendars/", include("seminars.calendar.feed_urls")),
    path("l/", front.to_letter_check, name="short_letter_check"),
    path("l/<str:code>", front.short_letter, name="short_letter"),
    path("", front.to_reader_language, name="root"),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("icrweb.accounts.urls")),
    path("my/groups/", include("courses.group_urls")),
    path("my/", include("icrweb.front.urls")),
    path("my/", include("helpdesk.urls")),
    path("my/", include("evaluation.urls")),
    path("", include("training.urls")),
    path("verify/", include("certificates.urls")),
    path("learn/", include("courses.urls")),
    path("take-part/", include("seminars.urls")),
    path("search/", front.search, name="search"),
    path("changes/<uuid:key>/", changes.changes, name="changes"),
    path("courses/feed/", require_safe(CourseFeed()), name="course_feed"),
    path("seminars/feed/", require_safe(SeminarFeed()), name="seminar_feed"),
    path("covers/site.png", covers.site, name="site_cover"),
    path("covers/<uuid:key>.png", covers.course, name="cover"),
    path("choices/", front.save_choices, name="choices"),
    *([path("styleguide/", front.styleguide, name="styleguide")] if settings.DEMO else []),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
