"""Static files for production: hashed and compressed, the style sheet in one file instead of a chain of thirty."""

import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/site.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\((\w+)\))?(?: (print))?;')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """The entry style sheet is stored with its imports written out, each in its layer; nothing else is changed."""

    support_js_module_import_aggregation = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses = {}

    def url(self, name, force=False):
        """Worked out once a process: a page asks for dozens, and what a release serves does not change while it runs."""
        if force or name not in self.addresses:
            self.addresses[name] = super().url(name, force)
        return self.addresses[name]

    def post_process(self, paths, dry_run=False, **options):
        if ENTRY in paths and not dry_run:
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(bundled().encode()))
            paths = {**paths, ENTRY: (self, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)


def bundled() -> str:
    """The entry style sheet with every `@import` replaced by what it names."""
    return _IMPORT.sub(_written_out, _read(ENTRY))


def _read(name: str) -> str:
    return Path(find(name)).read_text(encoding="utf-8")


def _written_out(match: re.Match) -> str:
    name, layer, media = match.groups()
    text = _read(f"css/{name}").replace('url("../', 'url("').replace("url(../", "url(")
    if layer:
        text = f"@layer {layer} {{\n{text}\n}}"
    return f"@media {media} {{\n{text}\n}}" if media else text
