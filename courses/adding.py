"""Adding what was read from Word to the end of a lesson's draft: a new revision; nothing is published and nothing replaced."""

import io
import json
import re
import uuid

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision

from courses.models import LessonPage
from courses.word import Found
from icrweb.accounts.models import User

MARK = re.compile(r"\[\^(\d{1,3})\]")
FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
LARGEST_PICTURE, MOST_PIXELS = 10 * 1024 * 1024, 60_000_000


@transaction.atomic
def add_to_draft(lesson: LessonPage, found: Found, *, by: User) -> Revision:
    """Append the blocks to the newest draft. Footnotes count on from the references that the lesson has already."""
    page = Page.objects.select_for_update().get(pk=lesson.pk)
    draft = page.get_latest_revision_as_object()
    permissions = draft.permissions_for_user(by)
    if not permissions.can_edit() or permissions.page_locked():
        raise ValidationError(
            _("This page is locked or in review. Your text is kept here; add it when the page is free."), code="locked"
        )
    body = list(draft.body.get_prep_value())
    lists = [block for block in body if block["type"] == "references"]
    had = sum(len(block["value"]["items"]) for block in lists)
    pictures = {mark: kept for mark, data in found.pictures.items() if (kept := _keep_picture(mark, data, draft.title, by))}
    for block in found.blocks:
        if new := _stored(block, had, pictures):
            body.append(new)
    if found.references:
        if not lists:
            body.append({"type": "references", "value": {"items": []}, "id": str(uuid.uuid4())})
            lists = [body[-1]]
        lists[-1]["value"]["items"] += [
            _item({"guideline": None, "edition": "", "checked_on": None, **line}) for line in found.references
        ]
    draft.body = json.dumps(body)
    return draft.save_revision(user=by, log_action=True, clean=False)


def _stored(block: dict, had: int, pictures: dict) -> dict | None:
    """A block as the field stores it, with ids and with footnotes that count on."""
    value = block["value"]
    if block["type"] == "text":
        value = _count_on(value, had)
    elif block["type"] == "table":
        value = {**value, "rows": [_item([_item(cell) for cell in row]) for row in value["rows"]]}
    elif block["type"] == "picture":
        if value["picture"] not in pictures:
            return None
        value = {**value, "picture": pictures[value["picture"]]}
    return {"type": block["type"], "value": value, "id": str(uuid.uuid4())}


def _count_on(html: str, had: int) -> str:
    return MARK.sub(lambda match: f"[^{int(match[1]) + had}]", html) if had else html


def _item(value) -> dict:
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def _keep_picture(mark: str, data: bytes, title: str, by: User) -> int | None:
    """A picture read anew and written without what a camera or Word put beside it; None where it is none."""
    if len(data) > LARGEST_PICTURE:
        return None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            name = FORMATS.get(opened.format)
            if name is None or opened.width * opened.height > MOST_PIXELS:
                return None
            buffer = io.BytesIO()
            opened.save(buffer, format=opened.format)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    picture = get_image_model()(title=f"{title}, {mark}"[:250], uploaded_by_user=by, collection=Collection.get_first_root_node())
    picture.file = ImageFile(io.BytesIO(buffer.getvalue()), name=f"word-{uuid.uuid4().hex[:12]}.{name}")
    picture.save()
    return picture.pk
