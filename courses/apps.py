from importlib import import_module

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("courses.content_checks")  # the checks register themselves, in every process
