from django.apps import AppConfig


class TranslatingConfig(AppConfig):
    name = "icrweb.translating"
    label = "translating"
    default_auto_field = "django.db.models.BigAutoField"
