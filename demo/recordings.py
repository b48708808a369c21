"""Loading recordings from their folder: files and captions judged as an editor's uploads are."""

from pathlib import Path

from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.files.reading import key_for, read_yaml
from icrweb.media.captions import check_captions
from icrweb.media.models import Captions, MediaFile, Recording, Rendition
from icrweb.media.probing import facts_of


def load_recordings(folder: Path) -> None:
    """Each recording once; loading again renews its words and captions."""
    for path in sorted(folder.glob("*.yaml")):
        _load(path, read_yaml(path))


def _load(path: Path, facts: dict) -> None:
    pictures = {name: _picture(path.parent / name, facts["credit"]) for name in facts["pictures"]}
    recording, made = Recording.objects.get_or_create(key=key_for("recording", path.stem))
    recording.title, recording.kind, recording.credit = facts["title"], facts["kind"], facts["credit"]
    recording.poster = pictures[facts["poster"]]
    if made:
        recording.renditions = [Rendition(file=_file(path.parent / name, facts["title"])) for name in facts["files"]]
    recording.captions = [
        Captions(language=language, text=_captions(path.parent / name)) for language, name in facts["captions"].items()
    ]
    recording.save()


def _captions(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    check_captions(text)
    return text


def _file(path: Path, title: str) -> MediaFile:
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    facts = facts_of(upload)
    upload.seek(0)
    file = MediaFile(title=f"{title} ({path.name})", type=facts.kind, size=upload.size, file=upload)
    file.collection = Collection.get_first_root_node()
    for name in ("duration", "width", "height", "mime", "extension", "sound"):
        setattr(file, name, getattr(facts, name))
    file.save()
    return file


def _picture(path: Path, credit: str):
    """A still, found again by its name."""
    model = get_image_model()
    if found := model.objects.filter(title=path.name).first():
        return found
    with path.open("rb") as stored:
        return model.objects.create(title=path.name, credit=credit, file=ImageFile(stored, name=path.name))
