"""Keep the gettext catalogues without gettext.

Usage: .venv/bin/python tools/catalogues.py update | check | show

`update` brings every icrweb/locale/*/LC_MESSAGES/django.po up to date with the source: translations stay, new sentences come in
empty, what is no longer used goes. `check` fails where a catalogue is behind its source, where a translation breaks a placeholder,
and where a language lacks a word. `show` prints how complete each language is.

A catalogue also holds those sentences of Django and allauth that learners meet and that the package itself does not translate
into its language.
"""

import ast
import io
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import allauth
import django
import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icrweb.settings")
os.environ.setdefault("ICRWEB_DEMO", "1")

from django.conf import settings  # noqa: E402
from django.utils.translation import to_locale  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

LOCALES = ROOT / "icrweb" / "locale"
APPS = ["icrweb", "courses", "certificates", "seminars", "helpdesk", "evaluation", "training", "demo"]
SOURCE_LANGUAGE = "en"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "ugettext"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# What a learner can meet of other people's sentences: forms and their refusals, passwords, dates, sizes, sign-in.
THIRD_PARTY = {
    django: [
        "forms/*.py",
        "core/validators.py",
        "db/models/fields/__init__.py",
        "db/models/constraints.py",
        "contrib/auth/password_validation.py",
        "utils/dates.py",
        "utils/timesince.py",
        "utils/text.py",
        "template/defaultfilters.py",
    ],
    allauth: ["account/forms.py", "account/adapter.py", "account/fields.py", "account/decorators.py", "account/views.py"],
}
THIRD_PARTY[allauth] += ["account/internal/**/*.py", "core/internal/*.py", "core/ratelimit.py", "utils.py"]
# Said about fields that no learner's form has: phones, user names, IP addresses, raw model values, security keys.
UNREACHABLE = re.compile(
    r"phone|username|\bIPv|protocol|slug|UUID|Universally|^String |binary|Positive|inline value|Null characters|JSON|domain name"
    r"|value (must be|has)|Constraint|step size|security key|authenticator|two-factor|ManagementForm|at (most|least) %\(num\)d form"
    r"|Duration|duration|number of days|^Remember Me$|\(again\)|decimal place|digit",
    re.IGNORECASE,
)
NAMED = re.compile(r"%\((\w+)\)[sdfi]|(?<!%)%[sd](?!\w)|\{(\w*)\}")
TAG = re.compile(r"</?([a-z]+)[^<>]*>")


@dataclass
class Sentence:
    """One thing to translate, and the files where it stands."""

    text: str
    plural: str = ""
    context: str | None = None
    files: set = field(default_factory=set)
    comments: list = field(default_factory=list)


Key = tuple[str | None, str]


def main(what: str) -> int:
    sentences = own_sentences()
    borrowed = third_party_sentences()
    if what == "update":
        for code in languages():
            update(code, sentences, borrowed)
    faults = [] if what == "show" else [fault for code in languages() for fault in faults_of(code, sentences, borrowed)]
    faults += msgfmt_faults() if what == "check" else []
    show(sentences, borrowed)
    for fault in faults[:60]:
        sys.stdout.write(f"  {fault}\n")
    if len(faults) > 60:
        sys.stdout.write(f"  and {len(faults) - 60} more\n")
    return 1 if faults and what == "check" else 0


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def catalogue(code: str) -> Path:
    return LOCALES / to_locale(code) / "LC_MESSAGES" / "django.po"


# --- What the source says ---


def own_sentences() -> dict[Key, Sentence]:
    found: dict[Key, Sentence] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                collect(found, path, str(path.relative_to(ROOT)))
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    for folder in folders:
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt"), *folder.rglob("*.xml")]):
            collect(found, path, str(path.relative_to(ROOT)))
    return found


def collect(found: dict[Key, Sentence], path: Path, name: str) -> None:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Python's tokenizer must not trip over the layout of a template.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
    stream = io.BytesIO(source.encode())
    messages = extract("python", stream, keywords=KEYWORDS, comment_tags=["Translators:"], options={"encoding": "utf-8"})
    for _line, message, comments, context in messages:
        text, plural = message if isinstance(message, tuple) else (message, "")
        if not text:
            continue
        sentence = found.setdefault((context, text), Sentence(text, plural, context))
        sentence.plural = sentence.plural or plural
        sentence.files.add(name)
        sentence.comments += [comment for comment in comments if comment not in sentence.comments]


def third_party_sentences() -> dict[Key, Sentence]:
    """Sentences of Django and allauth that learners can meet, without those that our own words replace."""
    found: dict[Key, Sentence] = {}
    for package, patterns in THIRD_PARTY.items():
        root = Path(package.__file__).parent
        for pattern in patterns:
            for path in sorted(root.glob(pattern)):
                collect(found, path, f"{package.__name__}/{path.relative_to(root)}")
    found = {key: sentence for key, sentence in found.items() if not UNREACHABLE.search(sentence.text)}
    ours = refusals(ROOT / "icrweb" / "accounts" / "adapter.py")
    for name, words in refusals(Path(allauth.__file__).parent / "account" / "adapter.py").items():
        if name in ours:
            found.pop((None, words), None)
    return found


def refusals(path: Path) -> dict[str, str]:
    """The `error_messages` that a sign-in adapter's source spells out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and ast.unparse(node.targets[0]) == "error_messages":
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {key.value: value.args[0].value for key, value in pairs if key and isinstance(value, ast.Call)}
    return {}


def translated_by_package(code: str) -> set[Key]:
    """What Django's and allauth's own catalogues say in a language."""
    done = set()
    for package, folder in ((django, "conf/locale"), (django, "contrib/auth/locale"), (allauth, "locale")):
        path = Path(package.__file__).parent / folder / to_locale(code) / "LC_MESSAGES" / "django.po"
        if path.exists():
            done |= {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if entry.translated()}
    return done


def wanted(code: str, sentences: dict[Key, Sentence], borrowed: dict[Key, Sentence]) -> dict[Key, Sentence]:
    done = translated_by_package(code)
    return {**{key: sentence for key, sentence in borrowed.items() if key not in done}, **sentences}


# --- Writing ---


def update(code: str, sentences: dict[Key, Sentence], borrowed: dict[Key, Sentence]) -> None:
    path = catalogue(code)
    old = polib.pofile(str(path), wrapwidth=110)
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = old.metadata
    need = wanted(code, sentences, borrowed)
    # Ours before the packages', then by file and by text, so that a change in the source is a small change here.
    for key in sorted(need, key=lambda key: (key not in sentences, min(need[key].files), key[1], key[0] or "")):
        sentence = need[key]
        new.append(entry_for(sentence, known.get(key), plural_forms(old)))
    text = str(new).rstrip("\n") + "\n"
    if path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def entry_for(sentence: Sentence, known: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=sentence.context,
        msgid=sentence.text,
        occurrences=[(name, "") for name in sorted(sentence.files)],
        comment="\n".join(sentence.comments),
        tcomment=known.tcomment if known else "",
        flags=["python-format"] if re.search(r"%\(\w+\)[sdfi]|(?<!%)%[sd](?!\w)", sentence.text + sentence.plural) else [],
    )
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        old = known.msgstr_plural if known else {}
        entry.msgstr_plural = {form: old.get(form, "") for form in range(forms)}
    elif known and not known.msgid_plural:
        entry.msgstr = known.msgstr
    return entry


def plural_forms(catalogue: polib.POFile) -> int:
    return int(re.search(r"nplurals=(\d+)", catalogue.metadata.get("Plural-Forms", "nplurals=1")).group(1))


# --- Checking ---


def faults_of(code: str, sentences: dict[Key, Sentence], borrowed: dict[Key, Sentence]) -> list[str]:
    path = catalogue(code)
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    have = {(entry.msgctxt, entry.msgid): entry for entry in entries}
    need = wanted(code, sentences, borrowed)
    faults = []
    if set(have) != set(need) or any(bool(have[key].msgid_plural) != bool(need[key].plural) for key in need):
        new, gone = len(set(need) - set(have)), len(set(have) - set(need))
        faults.append(f"{code}: behind the source ({new} new, {gone} no longer used). Run: make catalogues")
    for entry in entries:
        if entry.fuzzy:
            faults.append(f"{code}: fuzzy: {entry.msgid[:90]!r}")
        elif not entry.translated():
            faults.append(f"{code}: missing: {entry.msgid[:90]!r}")
        faults += [f"{code}: {fault}: {entry.msgid[:90]!r}" for fault in broken(entry)]
    return faults


def broken(entry: polib.POEntry) -> list[str]:
    """What a translation does to placeholders and tags that would show on the page, or break it."""
    faults = []
    sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    for words in [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]:
        if not any(placeholders(words) == placeholders(source) for source in sources):
            faults.append(f"placeholders differ in {words[:60]!r}")
        if not any(tags(words) == tags(source) for source in sources):
            faults.append(f"tags differ in {words[:60]!r}")
        if "python-format" in entry.flags and re.search(r"(?<!%)%(?![%(sd])", words.replace("%%", "")):
            faults.append(f"a lone % in {words[:60]!r}")
    return faults


def placeholders(text: str) -> list[str]:
    return sorted({match.group() for match in NAMED.finditer(text.replace("%%", ""))})


def tags(text: str) -> list[str]:
    return sorted(match.group(1) for match in TAG.finditer(text))


def msgfmt_faults() -> list[str]:
    """gettext's own opinion, where gettext is here."""
    if not shutil.which("msgfmt"):
        return []
    faults = []
    for code in languages():
        command = ["msgfmt", "--check", "--output-file=/dev/null", str(catalogue(code))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.strip().splitlines() if "warning:" not in line]
            faults.append(f"{code}: msgfmt: {said[0]}")
    return faults


def show(sentences: dict[Key, Sentence], borrowed: dict[Key, Sentence]) -> None:
    """How complete each language is: sentences done of all, ours and the packages'."""
    sys.stdout.write(f"  {'language':10} {'ours':>13} {'packages':>13}\n")
    for code in languages():
        done: dict[bool, int] = defaultdict(int)
        have = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalogue(code))) if entry.translated()}
        need = wanted(code, sentences, borrowed)
        for key in need:
            done[key in sentences] += key in have
        ours, theirs = len(sentences), len(need) - len(sentences)
        sys.stdout.write(f"  {code:10} {f'{done[True]} of {ours}':>13} {f'{done[False]} of {theirs}':>13}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("update", "check", "show"):
        sys.exit("Usage: tools/catalogues.py update | check | show")
    sys.exit(main(sys.argv[1]))
