"""What is found between a segment and its translation: a table of real examples, and what holds for any words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icrweb.translating.checking import SENTENCES, sentence_of
from icrweb.translating.checks import Finding, KnownTerm, blocking, findings
from icrweb.translating.negators import knows, may_negate, negates
from icrweb.translating.numbers_in import amounts_of, value_of

LANGUAGES = ("en", "fil", "id", "ms", "vi", "th", "ko", "ja", "zh-hans", "zh-hant")


def codes(source, target, language, terms=(), source_language="en"):
    return [finding.code for finding in findings(source, target, source_language, language, terms)]


RIGHT = [
    ("Give 1,000 mg twice daily.", "Cho 1.000 mg hai lần mỗi ngày.", "vi"),
    ("The limit is 0.05.", "Batasnya 0,05.", "id"),
    ("The limit is 0.05.", "Hadnya ialah 0.05.", "ms"),
    ("Report within 24 hours.", "รายงานภายใน ๒๔ ชั่วโมง", "th"),
    ("Report within 24 hours.", "２４時間以内に報告してください。", "ja"),
    ("1.5 million people", "150万人", "ja"),
    ("1.5 million people", "150만 명", "ko"),
    ("2 million people", "200 万人", "zh-hans"),
    ("2 million people", "2 ล้านคน", "th"),
    ("Published on 6 January 2025.", "2025年1月6日公布。", "zh-hans"),
    ("Published in 2025.", "เผยแพร่ใน พ.ศ. 2568", "th"),
    ("Phase III", "第3相", "ja"),
    ("The clinic opens at 2 p.m.", "진료소는 14:00에 문을 엽니다.", "ko"),
    ("50 mg/m2 of body surface", "体表面积 50 mg/m²", "zh-hans"),
    ("Give 10 mg.", "10 มก. ให้", "th"),
    ("90 percent finished it.", "ร้อยละ 90 เรียนจบ", "th"),
    ("HER2 and COVID-19", "HER2 とCOVID-19", "ja"),
    ("Do not sign for others.", "他の人の代わりに署名しないでください。", "ja"),
    ("Do not sign for others.", "다른 사람을 대신해 서명하지 마십시오.", "ko"),
    ("Do not sign for others.", "请勿代他人签名。", "zh-hans"),
    ("Do not sign for others.", "請勿代他人簽名。", "zh-hant"),
    ("Do not sign for others.", "ห้ามลงชื่อแทนผู้อื่น", "th"),
    ("Do not sign for others.", "Không ký thay người khác.", "vi"),
    ("Do not sign for others.", "Jangan menandatangani untuk orang lain.", "id"),
    ("Do not sign for others.", "Jangan tandatangan bagi pihak orang lain.", "ms"),
    ("Do not sign for others.", "Huwag pumirma para sa iba.", "fil"),
    ("Randomised trials of non-small-cell lung cancer", "非小細胞肺がんの無作為化試験", "ja"),
    ("A serious adverse event", "严重不良事件", "zh-hans"),
    ("All kinds of records", "บันทึกทุกอย่าง", "th"),
    ("Without consent nothing begins.", "Kung walang pahintulot, walang magsisimula.", "fil"),
    ("Unless the committee agrees, wait.", "Kecuali komite setuju, tunggu.", "id"),
    ("Who decides?", "誰が決めますか。", "ja"),
    ("Who decides?", "ใครเป็นผู้ตัดสิน", "th"),
    ('Read <a id="a1">the guideline</a> <b>now</b>.', '<b>Ngayon</b> basahin ang <a id="a1">gabay</a>.', "fil"),
    ("It is <i>not</i> random.", "これは無作為ではありません。", "ja"),
]


@pytest.mark.parametrize(("source", "target", "language"), RIGHT)
def test_a_right_translation_is_left_in_peace(source, target, language):
    assert [found for found in findings(source, target, "en", language) if found.code != "tag_missing"] == []


WRONG = [
    ("Give 10 mg daily.", "每天 100 mg。", "zh-hans", "numbers", True),
    ("Give 1,500 mg.", "Cho 1,500 mg.", "vi", "numbers", True),  # reads one and a half there
    ("The limit is 0.05.", "เกณฑ์คือ ๐.๕", "th", "numbers", True),
    ("At −5 °C", "5 ℃で", "ja", "numbers", True),
    ("Give 10 mg daily.", "하루 10 µg을 투여합니다.", "ko", "units", True),
    ("Give 10 mg daily.", "Berikan 10 setiap hari.", "id", "units", False),
    ("Within 24 hours", "Trong vòng hai mươi bốn giờ", "vi", "numbers_missing", False),
    ("Ask again later.", "Tanyakan lagi 3 hari kemudian.", "id", "numbers_more", False),
    ("Do not report adverse events by phone.", "请用电话报告不良事件。", "zh-hans", "negation_missing", False),
    ("Do not sign for others.", "他の人の代わりに署名してください。", "ja", "negation_missing", False),
    ("Do not sign for others.", "ลงชื่อแทนผู้อื่นทุกอย่าง", "th", "negation_missing", False),
    ("Do not sign for others.", "다른 사람을 대신해 서명하십시오.", "ko", "negation_missing", False),
    ("Never sign for others.", "Tandatangani untuk orang lain.", "id", "negation_missing", False),
    ("Never sign for others.", "Tandatangan bagi pihak orang lain.", "ms", "negation_missing", False),
    ("Nobody may sign for others.", "Maaaring pumirma para sa iba.", "fil", "negation_missing", False),
    ("You cannot sign for others.", "Bạn có thể ký thay người khác.", "vi", "negation_missing", False),
    ("Sign for others.", "請勿代他人簽名。", "zh-hant", "negation_more", False),
    ("Sign for others.", "Huwag pumirma para sa iba.", "fil", "negation_more", False),
    ("%(number)s seats", "座席", "ja", "placeholder_missing", True),
    ("{name} signs", "ลงนาม", "th", "placeholder_missing", True),
    ("The [[1]] and the [[2]]", "[[1]] và [[1]]", "vi", "placeholder_missing", True),
    ("It is built in layers[^1].", "Dibangun berlapis.", "id", "placeholder_missing", True),
    ("Seats", "%(number)s kursi", "id", "placeholder_more", True),
    ('See <a id="a1">there</a>.', "そこを見てください。", "ja", "tag_missing", True),
    ("See there.", '<a id="a9">そこ</a>を見てください。', "ja", "tag_more", True),
    ("So <b>now</b>", "今", "ja", "tag_missing", False),
    ("So <b>now</b>", "Jadi <b>sekarang", "id", "unclosed", True),
    ('See <a id="a1">there</a>.', '<a href="javascript:alert(1)" id="a1">Diyan</a>.', "fil", "unsafe", True),
    ("A picture", "<img src=x onerror=alert(1)> Larawan", "fil", "unsafe", True),
    ("A picture", "Hình <script>alert(1)</script>", "vi", "unsafe", True),
    ("A picture", "Hình <!-- a --> ảnh", "vi", "unsafe", True),
    ("Who decides?", "谁决定。", "zh-hans", "ending", False),
    ("You decide.", "あなたが決めますか？", "ja", "ending", False),
    ("Ask the committee first.", "Ask the committee first.", "ms", "same", False),
    ("Ask", " ", "ms", "empty", True),
    ("Ask", " Tanya", "ms", "space", False),
    ("The committee reads what the site wrote about every participant.", "Ja.", "id", "length", False),
]


@pytest.mark.parametrize(("source", "target", "language", "code", "blocks"), WRONG)
def test_a_wrong_one_is_found(source, target, language, code, blocks):
    assert (code, blocks) in {(found.code, found.blocking) for found in findings(source, target, "en", language)}


def test_a_source_in_another_language_is_read_in_its_own_way():
    assert codes("用量は1,000 mgで、投与しないこと。", "Jangan berikan 1.000 mg.", "id", source_language="ja") == []
    assert codes("投与しないこと。", "Berikan obat.", "id", source_language="ja") == ["negation_missing"]


TERMS = [
    KnownTerm("RECIST", do_not_translate=True),
    KnownTerm("participant", approved=("治験参加者",), forbidden=("参加者様", "被験者", "対象者")),
    KnownTerm("monitor", approved=("モニター", "監視員")),
]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Participants are read by RECIST.", "治験参加者はRECISTで読影されます。", []),
        ("Participants are read by RECIST.", "治験参加者はレシストで読影されます。", ["term_translated"]),
        ("A participant signs.", "被験者が署名します。", ["term_missing", "term_forbidden"]),
        ("The monitor comes.", "監視員が来ます。", []),
        ("The monitor comes.", "人が来ます。", ["term_missing"]),
        ("To recist", "レシスト", []),
        ("Premonitory signs", "前兆", []),
    ],
)
def test_terms_are_asked_for_where_the_source_has_them(source, target, expected):
    assert codes(source, target, "ja", TERMS) == expected


def test_a_forbidden_word_inside_an_approved_one_is_not_meant():
    terms = [KnownTerm("subject", approved=("治験対象者",), forbidden=("対象者",))]
    assert codes("A subject signs.", "治験対象者が署名します。", "ja", terms) == []
    assert codes("A subject signs.", "対象者が署名します。", "ja", terms) == ["term_missing", "term_forbidden"]


def test_in_latin_letters_a_forbidden_word_is_a_whole_word():
    terms = [KnownTerm("participant", approved=("peserta",), forbidden=("subjek",))]
    assert codes("The participant's age", "Usia peserta", "id", terms) == []
    assert codes("The participant's age", "Usia peserta (subjek)", "id", terms) == ["term_forbidden"]


def test_every_finding_has_its_sentence():
    found = {code for *_others, code, _blocks in WRONG} | {"term_missing", "term_forbidden", "term_translated"}
    assert found - set(SENTENCES) == set()
    assert sentence_of(Finding("numbers", "10 → 100")) == "Numbers differ from the source: 10 → 100."


plain = st.text(st.characters(exclude_characters="<>&", codec="utf-8"), min_size=1, max_size=80)


@settings(max_examples=200, deadline=None)
@given(plain, plain, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_no_words_break_it_and_the_blocking_come_first(source, target, language, other):
    found = findings(source, target, language, other)
    assert found == sorted(found, key=lambda finding: not finding.blocking)
    assert all(sentence_of(finding) for finding in found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.sampled_from(LANGUAGES))
def test_what_equals_its_source_is_never_blocked_unless_it_is_unsafe_or_unclosed(words, language):
    assert {found.code for found in blocking(findings(words, words, language, language))} <= {"unsafe", "unclosed"}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(LANGUAGES), st.sampled_from("0٠๐０"))
def test_a_number_is_the_same_in_every_script(number, language, zero):
    digits = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert value_of(digits, language) == number
    assert findings(f"n = {number}.", f"n = {digits}.", "en", language) == []


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**9), st.integers(0, 99), st.sampled_from(LANGUAGES))
def test_thousands_and_decimals_are_read_as_the_language_writes_them(whole, cents, language):
    english = f"{whole:,}.{cents:02}"
    local = english.translate(str.maketrans(",.", ".,")) if language in ("vi", "id") else english
    (here,), (there,) = amounts_of(local, language), amounts_of(english, "en")
    assert there.values <= here.values  # in Thai it may be a year, too


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_site_has_its_negators(language, settings):
    assert {code for code, _name in settings.LANGUAGES} == set(LANGUAGES)
    assert knows(language)
    assert not negates("", language)
    assert not may_negate("", language)
