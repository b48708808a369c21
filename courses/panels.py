"""Panels of facts in editors: what a lesson takes in fact, and which questions a case has."""

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


class CaseQuestionsPanel(Panel):
    """The questions of a case in their order, each with a way to its editor."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/case_questions.html"

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "case": self.instance, "questions": self.instance.asked()}

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None
