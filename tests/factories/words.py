"""Words of a translation as their deeds leave them: who wrote them, who reviewed them."""

from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext, TranslationSource

from icrweb.translating.choices import State
from icrweb.translating.models import Standing


def make_words(page, language: str = "ja", *, path: str = "title", state: str = State.APPROVED, source: str = "Words", **facts):
    """One passage with its words in a language; `translator`, `reviewer` and the like as facts."""
    locale = Locale.objects.get(language_code=language)
    item, _made = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.get_or_create(source=item, target_locale=locale)
    context, _made = TranslationContext.objects.get_or_create(object_id=item.object_id, path=path)
    string, _made = String.objects.get_or_create(
        locale=page.locale, data_hash=String._get_data_hash(source), defaults={"data": source}
    )
    words = StringTranslation.objects.create(translation_of=string, context=context, locale=locale, data=f"「{source}」")
    if facts.get("reviewer"):
        facts = {"reviewed_at": timezone.now(), **facts}
    return Standing.objects.create(words=words, state=state, **facts)
