"""Addresses below /<language>/my/groups/."""

from django.urls import path

from .views import groups, teaching

app_name = "groups"
urlpatterns = [
    path("", teaching.index, name="index"),
    path("join/", groups.join_group, name="join"),
    path("memberships/<uuid:membership_key>/accept/", groups.accept, name="accept"),
    path("memberships/<uuid:membership_key>/leave/", groups.leave, name="leave"),
    path("memberships/<uuid:membership_key>/reminders/", groups.reminders, name="reminders"),
    path("<uuid:cohort_key>/", teaching.group, name="group"),
    path("<uuid:cohort_key>/list/", teaching.export, name="export"),
    path("<uuid:cohort_key>/invite/", teaching.invite_people, name="invite"),
    path("<uuid:cohort_key>/write/", teaching.write, name="write"),
    path("<uuid:cohort_key>/key/", teaching.key, name="key"),
    path("<uuid:cohort_key>/members/<uuid:member_key>/", teaching.member, name="member"),
]
