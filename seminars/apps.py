from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "seminars"
    default_auto_field = "django.db.models.BigAutoField"
