"""Papers that certify nothing: a design with the hardest names on it, for those who draw it up."""

from datetime import UTC, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.accounts.names import language_of_name

from .composing import paper_of
from .facts import TEMPLATE
from .models import Achievement, Certificate

# Latin name, name in its own script, country, language of the paper. Invented people.
NAMES = (
    (
        "Pimchanok Na Ayutthaya Srisuksawatdirattanakosin Wannasuwannaphum",
        "พิมพ์ชนก ณ อยุธยา ศรีสุขสวัสดิ์รัตนโกสินทร์ วรรณสุวรรณภูมิ",
        "TH",
        "th",
    ),
    ("Takasaki Keiko", "髙﨑 惠子", "JP", "ja"),
    ("Nguyễn Thị Đặng Ánh Tuyết", "Nguyễn Thị Đặng Ánh Tuyết", "VN", "vi"),
    ("Kavitha Lakshmi a/l Subramaniam", "", "MY", "en"),
    ("Sutrisno", "", "ID", "id"),
)
CODE = "SPECIMEN"  # no number: too short, so no check ever finds it
COMPLETED_AT = datetime(2027, 1, 15, 7, 20, tzinfo=UTC)
TITLES = {
    "en": "Good Clinical Practice for Investigators and Site Staff of Multi-regional Clinical Trials",
    "th": "การปฏิบัติการวิจัยทางคลินิกที่ดีสำหรับผู้วิจัยและเจ้าหน้าที่ของหน่วยวิจัยในการวิจัยพหุภูมิภาค",
    "ja": "国際共同治験に携わる治験責任医師と治験スタッフのための臨床試験の実施の基準",
    "vi": "Thực hành tốt thử nghiệm lâm sàng cho nghiên cứu viên và nhân viên điểm nghiên cứu",
}


def specimens_of(design: dict, kind: str) -> list[dict]:
    """What the typesetter needs for one paper a name, each marked as a specimen."""
    return [{**paper_of(_certificate(design, kind, *name), name[3]), "attached": "", "specimen": _mark(name[3])} for name in NAMES]


def _mark(language: str) -> str:
    with translation.override("en"):
        english = _("SPECIMEN\nnot valid")
    own = _("SPECIMEN\nnot valid")
    return english if own == english else f"{english}\n{own.splitlines()[-1]}"


def _certificate(design: dict, kind: str, latin: str, native: str, country: str, language: str) -> Certificate:
    """A certificate in memory only: it has no row, no number and no evidence."""
    attended = kind == Achievement.Kind.ATTENDANCE
    facts = {
        "template": TEMPLATE,
        "design": design,
        "kind": kind,
        "code": "C0",
        "titles": TITLES,
        "source_language": "en",
        "study_language": language,
        "completed_at": COMPLETED_AT.isoformat(),
        "time_zone": "Asia/Bangkok",
        "edition_label": "" if attended else "2026.2",
        "effective_on": None if attended else "2026-12-01",
        "guideline_parts": [] if attended else ["ICH E6(R3) Principles", "ICH E6(R3) Annex 1", "ICH E6(R3) Annex 2"],
        "minutes_by_category": {"gcp": 310, "ethics": 45, "safety": 65},
        "pass_mark": None if attended else 80,
        "modules": [] if attended else [{"id": "", "title": f"Module {number}", "minutes": 70} for number in range(1, 7)],
        "attended_minutes": 420 if attended else None,
        "sittings": [{"title": f"Sitting {number}", "minutes": 210, "starts_at": ""} for number in (1, 2)] if attended else [],
        "place": "Siriraj Hospital, Bangkok" if attended else "",
        "starts_on": "2027-01-14" if attended else None,
        "ends_on": "2027-01-15" if attended else None,
        "valid_until": None,
        "mutual_recognition": None if attended else "2026-12-01",
        "cpd": [],
        "latin_name": latin,
        "native_name": native,
        "native_language": language_of_name(native, country, language),
        "name_order": "given_first",
        "institution": "Faculty of Medicine, Invented University Hospital",
        "country": country,
        "identity": "confirmed",
        "issuer": "icrweb",
        "responsible_person": "Sato Kenji",
        "responsible_person_native": "佐藤 健二",
        "responsible_native_language": "ja",
        "responsible_role": "Programme director",
        "issued_at": COMPLETED_AT.isoformat(),
    }
    return Certificate(code=CODE, latin_name=latin, native_name=native, facts=facts, issued_at=timezone.now())
