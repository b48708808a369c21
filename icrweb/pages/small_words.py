"""Small words, by language, that a search leaves out while it asks for anything else: a question finds what it is about."""

from .folding import fold

_WRITTEN = {
    "en": "a an and are as at be by can do does for from how i if in is it me my of on or our should that the their they this to was "
    "we what when where which who why will with you your",
    "id": "ada adalah agar akan anda apa apakah atau bagaimana bila bisa boleh dalam dan dapat dari dengan di harus itu jika kapan "
    "karena ke kepada mana mengapa oleh pada saya sebagai secara siapa untuk yang",
    "ms": "ada adakah adalah agar akan anda apa apakah atau bagaimana bagi bila boleh dalam dan dapat dari daripada dengan di harus "
    "itu jika ke kepada kerana mana mengapa mesti oleh pada perlu saya sebagai secara siapa untuk yang",
    "fil": "ako ang ano ano-ano ay ba bakit dapat gaano hindi ito iyon kailan kailangan ko kung mga mo na nang nasa ng ngunit ni "
    "paano para po saan sa sila sino siya tayo upang",
    "vi": "ai bao ban bi cac can cho co cua da dau den de duoc gi hay khi khong la lam nao nay neu nhu nhung phai ra sao se tai the "
    "thi toi trong tu va ve voi",
    # Scripts without spaces: what stands around a term in a question.
    "ja": "とは とは何 とは何か は何 何ですか とは何ですか について",
    "th": "คือ คืออะไร อะไร อย่างไร ทำอย่างไร เมื่อใด เมื่อไร ที่ไหน หมายถึง",
    "ko": "란 이란 은 는 무엇 무엇인가 무엇인가요 어떻게",
    "zh-hans": "什么 什么是 是什么 怎么 如何 哪个 何时 的",
    "zh-hant": "什麼 什麼是 是什麼 怎麼 如何 哪個 何時 的",
}
SMALL_WORDS = {language: frozenset(fold(words).split()) for language, words in _WRITTEN.items()}
