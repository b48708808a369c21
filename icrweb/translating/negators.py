"""Words that say no, in ten languages. No Django here.

`negates`: the words make a negation that a translation must have too. `may_negate`: they hold anything that can stand for one, such as
a prefix. Words that look like a negation and are none (“non-small-cell”, 無作為 “random”, อย่าง “kind”) are taken out first.
"""

import re

_N = re.IGNORECASE
_ZH_NOT = (
    "不良|不同|不仅|不僅|不只|不断|不斷|不适|不適|不过|不過|不论|不論|无论|"
    "無論|非小细胞|非小細胞|非常|未来|未來|是否|能否|会不会|否则|否則|不少|别人|分别"
)
_ZH_NO = "不|没|沒|勿|未|无|無|否|非|禁止|莫"

# language: (what looks like it and is none, a negation, what may stand for one)
_WORDS: dict[str, tuple[str, str, str]] = {
    "en": (
        r"\bwhether or not\b|\bor not\b|\bno\.\s*\d+|\bnot only\b|\bno matter\b|\bnone the less\b|\bnonetheless\b|"
        r"\bnon-small[- ]cell\b",
        r"\b(?:no|not|never|neither|nor|none|nobody|nothing|nowhere|without|cannot|unless|except|excluding)\b|n[’']t\b",
        r"\b(?:non|un|in|im|ir|il|dis|mis|anti)-?\w{3,}|\w+less\b|\b(?:lack\w*|absen\w+|fail\w*|refus\w+|avoid\w*|"
        r"free of|free from|prohibit\w*|"
        r"forbid\w*|exclu\w+|den(?:y|ied|ies)|only|before|until|stop\w*|declin\w+|withdr\w+|miss\w*|few|little|"
        r"rather than|instead|outside|"
        r"too \w+|hardly|rarely|barely|other than|apart from|however|but|still|yet|reject\w*|leave\w? out|left out|"
        r"wrong\w*|bar|empty|"
        r"beyond|against|ban\w*|unable|spare\w?|end\w*|differ\w*|false\w*|loses?|lost|waive\w*|skip\w*|even if|whatever|"
        r"keep\w* from)\b",
    ),
    "ja": (
        "なければなりません|なければならない|なくてはならない|なくてはなりません|ざるを得|無作為|未満|不整脈|非小細胞|不良|かもしれない|かもしれません|少なくとも|にほかならない"
        "|にほかなりません|ではないか|ではありませんか|だけでなく|のみならず|ばかりでなく|必ず|まず|はず|いずれ|みず|水|わずか|必要不可欠|不可欠",
        "ない|なく|なかっ|なけれ|なし|ません|せず|らず|れず|えず|けず|わず|ずに|まい|ぬよう|禁止|以外|除[きくい]",
        "ない|なく|なかっ|なけれ|なし|無し|ません|ず|無|不|未|非|禁|以外|除|外|否|拒|避|欠|限り|まで|のみ|だけ|前に|しか|誤|離",
    ),
    "ko": (
        "무작위|의무|업무|근무|사무|무게|미만|비소세포|안전|안내|안정|보안|방안|동안|제안|"
        "뿐만 아니라|만 아니라|불량|미국|비용|부작용|못지않",
        "않|없|못하|못한|못할|못했|아니|아닌|아닙|말아야|마십시오|마세요|말고|말 것|금지|제외하|을 제외|를 제외|(?:^|\\s)안\\s|불가",
        "않|없|못|아니|아닌|아닙|말아|말고|말 것|마십|마세|금지|제외|외에|이외|외의|거부|불|미(?:완|제출|"
        "등록|참|보고|응답|사용|승인|준수)|무(?:응답|증상|관|효|료|단)|비(?!율|교|슷)|안\\s|막|"
        "피하|빠|누락|만(?:\\s|이|을)|전에|까지",
    ),
    "zh-hans": (_ZH_NOT, _ZH_NO, _ZH_NO + "|除|外|免|拒|避|缺|漏|仅|只|之前|才|禁|失|停|难|别|误"),
    "zh-hant": (_ZH_NOT, _ZH_NO, _ZH_NO + "|除|外|免|拒|避|缺|漏|僅|只|之前|才|禁|失|停|難|別|誤"),
    "th": (
        "อย่าง|ไม่ว่า|หรือไม่|ไม่เพียง|ไม่ใช่เพียง|ไม่เกิน|ไม่น้อยกว่า|ไม่ต่ำกว่า|ใช่หรือไม่|ไม่พึงประสงค์|ห้าม(?=ล้อ)",
        "ไม่|มิได้|มิใช่|มิให้|ห้าม|อย่า|ปราศจาก|ไร้",
        "ไม่|มิได้|มิใช่|มิให้|ห้าม|อย่า|ปราศจาก|ไร้|ยกเว้น|เว้น|งด|นอกจาก|ปฏิเสธ|ขาด|เลิก|เพียง|เท่านั้น|ก่อน|จนกว่า|"
        "หาก|พลาด|เลี่ยง|ตก|หยุด|เปล่า|นอก|ถอน",
    ),
    "vi": (
        r"hay không|có không|không chỉ|không những|không khí|không gian|không quá|không dưới|không ít|không\s*\?|bất kỳ|"
        r"bất cứ|bất lợi|phi tế bào",
        r"\b(?:không|chưa|chẳng|đừng|chớ|cấm|chả)\b",
        r"\b(?:không|chưa|chẳng|đừng|chớ|cấm|trừ|ngoại trừ|ngoài|vô|phi|thiếu|miễn|tránh|khỏi|bất|từ chối|mất|chỉ|trước|"
        r"cho đến|bỏ|sai|dừng|ngừng|loại|rút)\b",
    ),
    "id": (
        r"\batau tidak\b|\btidak hanya\b|\btidak saja\b|\bbukan hanya\b|\btidak lebih\b|\btidak kurang\b|"
        r"\btidak diinginkan\b|\bapakah tidak\b",
        r"\b(?:tidak|bukan(?:lah|kah)?|jangan(?:lah)?|belum|tak|tanpa|tiada|dilarang|tidaklah)\b",
        r"\b(?:tidak\w*|bukan\w*|jangan\w*|belum|tak|tanpa|tiada|dilarang|kecuali|selain|di luar|non|gagal|hindari|"
        r"menghindari|menolak|ditolak|tolak|"
        r"hanya|sebelum|sampai|hingga|kurang|bebas|salah|berhenti|lupa|luput|terlewat|mencabut|mundur|dikecualikan|"
        r"mengecualikan)\b|\bnon-?\w+",
    ),
    "ms": (
        r"\batau tidak\b|\btidak hanya\b|\bbukan sahaja\b|\btidak lebih\b|\btidak kurang\b|\btidak diingini\b|\bapakah tidak\b",
        r"\b(?:tidak|bukan(?:lah|kah)?|jangan(?:lah)?|belum|tak|tanpa|tiada|usah|dilarang|tidaklah)\b",
        r"\b(?:tidak\w*|bukan\w*|jangan\w*|belum|tak|tanpa|tiada|usah|dilarang|kecuali|melainkan|selain|di luar|gagal|"
        r"elak\w*|mengelak\w*|menolak|"
        r"ditolak|enggan|hanya|sahaja|sebelum|sehingga|hingga|kurang|bebas|salah|berhenti|lupa|tertinggal|menarik|tarik|"
        r"dikecualikan)\b|\bnon-?\w+|\bbukan-?\w+",
    ),
    "fil": (
        r"\bhindi lamang\b|\bhindi lang\b|\bo hindi\b|\bhindi kukulangin\b|\bhindi hihigit\b|\bdi-kanais-nais\b",
        r"\b(?:hindi|huwag|wala|walang|bawal|di)\b",
        r"\b(?:hindi|huwag|wala\w*|bawal|ayaw|maliban|liban|kundi|labas|bukod|iwas\w*|umiwas|tanggi\w*|tumanggi|bago|"
        r"lamang|lang|hanggang|kulang|"
        r"mali|ligtas|tigil|itigil|huminto|hinto|kalimutan|ipinagbabawal|ipagbawal|tinanggihan|umatras|umurong|"
        r"di)\b|\bdi-\w+",
    ),
}
_READ = {
    language: (re.compile(false, _N), re.compile(strong, _N), re.compile(wide, _N))
    for language, (false, strong, wide) in _WORDS.items()
}


def negates(text: str, language: str) -> bool:
    return _found(text, language, 1) > 0


def negations(text: str, language: str) -> int:
    return _found(text, language, 1)


def may_negate(text: str, language: str) -> bool:
    return _found(text, language, 2) > 0 or _found(text, language, 1) > 0


def knows(language: str) -> bool:
    return language in _READ


def _found(text: str, language: str, which: int) -> int:
    words = _READ[language]
    return len(words[which].findall(words[0].sub(" ", text)))
