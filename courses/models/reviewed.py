"""What courses, lessons and quizzes share as texts that others review before readers see them."""

from courses.checks import refuse_errors


class Reviewed:
    """Mixed into page types whose content is checked. Whoever publishes, and by whatever way, errors stop it here."""

    def publish(self, revision, *args, **kwargs):
        refuse_errors(revision.as_object())
        return super().publish(revision, *args, **kwargs)
