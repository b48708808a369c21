"""Documents that editors upload: their size is asked before anybody reads them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm


class DocumentForm(BaseDocumentForm):
    """A file that is too large was not kept by the upload handler; it is known by its size."""

    def clean_file(self):
        file, most = self.cleaned_data["file"], settings.UPLOAD_MAX_SIZE
        if "file" in self.changed_data and file.size > most:
            sentence = _("This file has %(size)s; at most %(most)s can be uploaded. Make its pictures smaller.")
            params = {"size": filesizeformat(file.size), "most": filesizeformat(most)}
            raise ValidationError(sentence, code="too_large", params=params)
        return file
