import pytest
from wagtail.models import Locale

from courses.models import Objective, QuestionBank
from icrweb.accounts.models import User
from tests.factories.site import make_site


@pytest.fixture
def bank():
    make_site()
    bank = QuestionBank.objects.create(name="Safety")
    Objective.objects.create(bank=bank, slug="reports", words="Reports", locale=Locale.objects.get(language_code="en"))
    return bank


@pytest.fixture
def editor():
    return User.objects.create_superuser(email="editor@example.org", password="x")
