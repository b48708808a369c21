"""Making the papers of training records: the worker's part, kept apart so that the web process never loads the typesetter."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from certificates import signing

from . import papers, pdf
from .models import RecordPaper


def render_waiting_records() -> int:
    """Make the papers that are waiting, oldest first, and throw old ones away."""
    waiting = RecordPaper.objects.waiting().order_by("next_try_at", "pk")[:20]
    return sum(papers.take(paper) and make(paper) for paper in waiting) + papers.forget_old_papers()


def make(paper: RecordPaper) -> bool:
    """Render, sign, store, note; outside any transaction. A file that nobody notes is removed again."""
    paper = RecordPaper.objects.get(pk=paper.pk)
    try:
        content = signing.sign(pdf.render(paper))
        name = storages["private"].save(f"records/{paper.key}.pdf", ContentFile(content))
    except (RuntimeError, OSError, LookupError, ValueError) as error:  # typst's own are RuntimeErrors
        papers.put_off(paper, error)
        return False
    if papers.record(paper, content, name):
        return True
    storages["private"].delete(name)
    return False
