"""A panel in the editor of a lesson: what was planned, and what it takes."""

from wagtail.admin.panels import Panel

from courses.models.watching import LessonMinutes


class RealMinutesPanel(Panel):
    """ "10 min planned, 14 min in fact (n=37)"; nothing while nobody was measured."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/real_minutes.html"

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "lesson": self.instance, "real": self.real}

        def is_shown(self):
            self.real = LessonMinutes.objects.filter(lesson_key=self.instance.translation_key, learners__gt=0).first()
            return super().is_shown() and self.real is not None
