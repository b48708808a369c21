"""What the loaders of the demonstration share: keys of what is its own, facts in YAML, and pages of words written like lessons."""

from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from wagtail.fields import StreamField

from courses.files import ids
from courses.files.body import read_body
from courses.files.introspecting import kind_of_field
from courses.files.items import Tree, folder_tree
from courses.files.parsing import difference, words_by_language
from courses.files.text import Document, read_yaml
from courses.models import CoursePage


def key_for(*parts: str) -> UUID:
    """The same key every time for the same place in the files: loading twice finds what the first loading made."""
    return uuid5(NAMESPACE_URL, "icrweb-demo:" + "/".join(parts))


def course_key(code: str) -> UUID:
    """The key of a course that is loaded; its own files say which."""
    return CoursePage.objects.values_list("translation_key", flat=True).get(code=code, alias_of=None, locale__language_code="en")


def facts_in(path: Path):
    """The facts of one YAML file."""
    return read_yaml(path.name, Tree({path.name: path}).text(path.name))


def documents_in(folder: Path, stem: str) -> dict[str, Document]:
    """Every `<stem>.<language>.md` of a folder, by language."""
    return words_by_language(folder_tree(folder), "", stem)


def bodies_of(field: StreamField, documents: dict[str, Document], source: str, key: UUID) -> dict[str, list[dict]]:
    """The body in each language as raw StreamField data. Raises FileError where a translation does not line up with its source."""
    kind = kind_of_field(field)
    bodies = {
        language: ids.derive(kind, read_body(kind, document.place, document.body, document.body_line), key)
        for language, document in documents.items()
    }
    for language, body in bodies.items():
        if not ids.alike(kind, body, bodies[source]):
            raise difference(documents[language].place, kind, field.name, bodies[source], body)
    return bodies
