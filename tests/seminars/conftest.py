"""Who stands at the desk."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from icrweb.accounts.roles import make_roles
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar_index


@pytest.fixture
def roles(db):
    """A site with its groups. What migrations made is made again: a test with real transactions may have emptied the tables."""
    if Page.get_first_root_node() is None:
        make_seminar_index()
    kind = ContentType.objects.get_or_create(app_label="wagtail_localize", model="translation")[0]
    if not Permission.objects.filter(codename="submit_translation").exists():
        Permission.objects.create(content_type=kind, codename="submit_translation", name="Can submit translations")
    make_roles()


@pytest.fixture
def organizer(roles, client):
    person = make_user("anan@demo.example", groups=["organizer"], latin_name="Anan Boonmee")
    client.force_login(person)
    return person
