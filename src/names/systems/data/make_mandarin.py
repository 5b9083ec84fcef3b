#!/usr/bin/env python3
"""Makes mandarin.tsv, the syllables of Mandarin in five systems.

    python3 src/names/systems/data/make_mandarin.py > src/names/systems/data/mandarin.tsv

Initials times finals, then the exceptions, system by system: Wade-Giles as in the
tables of the Library of Congress before 2000, without circumflex; Palladius; Hangul by
notice 85-11 (2017-14) of the Korean ministry of culture; katakana by Heibonsha's
guideline of 2011 for the media, and by the older habit that keeps b d g j z voiced.
"""
INITIALS = ["", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
            "zh", "ch", "sh", "r", "z", "c", "s"]
# Which finals stand after which initials.
A = "a ai an ang ao"
SYLLABLES = {
    "": "a ai an ang ao e ei en eng er o ou ya yai yan yang yao ye yi yin ying yo yong you"
        " yu yuan yue yun wa wai wan wang wei wen weng wo wu",
    "b": f"{A} ei en eng i ian iao ie in ing o u",
    "p": f"{A} ei en eng i ian iao ie in ing o ou u",
    "m": f"{A} e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": f"{A} e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": f"{A} e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": f"{A} e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo ü üe",
    "l": f"{A} e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo ü üe",
    "g": f"{A} e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": f"{A} e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": f"{A} e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": f"{A} e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": f"{A} e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": f"{A} e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": f"{A} e ei en eng i ong ou u uan ui un uo",
    "c": f"{A} e en eng i ong ou u uan ui un uo",
    "s": f"{A} e en eng i ong ou u uan ui un uo",
}
# y and w are finals without an initial: yan is ian, wang is uang, yu is ü.
ZERO = {"ya": "ia", "yai": "iai", "yan": "ian", "yang": "iang", "yao": "iao", "ye": "ie",
        "yi": "i", "yin": "in", "ying": "ing", "yo": "io", "yong": "iong", "you": "iu",
        "yu": "ü", "yuan": "üan", "yue": "üe", "yun": "ün", "wa": "ua", "wai": "uai",
        "wan": "uan", "wang": "uang", "wei": "ui", "wen": "un", "weng": "ueng", "wo": "uo",
        "wu": "u"}
BUZZ = ("zh", "ch", "sh", "r", "z", "c", "s")


def final_of(initial, final):
    """The final by its sound: ju has ü, zhi a vowel of its own."""
    if initial in ("j", "q", "x") and final.startswith("u"):
        return "ü" + final[1:]
    if initial in BUZZ and final == "i":
        return "-i"
    return ZERO.get(final, final) if initial == "" else final


# --- Wade-Giles ---
WG = dict(zip(INITIALS, ["", "p", "p'", "m", "f", "t", "t'", "n", "l", "k", "k'", "h", "ch",
                         "ch'", "hs", "ch", "ch'", "sh", "j", "ts", "ts'", "s"]))
WG_FINALS = {"ong": "ung", "ie": "ieh", "ian": "ien", "iong": "iung", "üe": "üeh",
             "er": "erh", "-i": "ih"}
WG_ZERO = {"ia": "ya", "iai": "yai", "ian": "yen", "iang": "yang", "iao": "yao",
           "ie": "yeh", "i": "i", "in": "yin", "ing": "ying", "io": "yo", "iong": "yung",
           "iu": "yu", "ü": "yü", "üan": "yüan", "üe": "yüeh", "ün": "yün", "ua": "wa",
           "uai": "wai", "uan": "wan", "uang": "wang", "ui": "wei", "un": "wen",
           "ueng": "weng", "uo": "wo", "u": "wu"}
WG_OWN = {"ge": "ko", "ke": "k'o", "he": "ho", "gui": "kuei", "kui": "k'uei", "zi": "tzu",
          "ci": "tz'u", "si": "ssu", "e": "o"}


def wadegile(initial, final, syllable):
    sound = final_of(initial, final)
    if syllable in WG_OWN:
        return WG_OWN[syllable]
    if initial == "":
        return WG_ZERO.get(sound, WG_FINALS.get(sound, sound))
    if sound == "uo" and initial not in ("g", "k", "h", "sh"):
        sound = "o"
    return WG[initial] + WG_FINALS.get(sound, sound)


# --- Palladius ---
PALLADIUS = dict(zip(INITIALS, ["", "б", "п", "м", "ф", "д", "т", "н", "л", "г", "к", "х",
                                "цз", "ц", "с", "чж", "ч", "ш", "ж", "цз", "ц", "с"]))
PALLADIUS_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу",
    "an": "ань", "en": "энь", "ang": "ан", "eng": "эн", "ong": "ун", "er": "эр", "i": "и",
    "ia": "я", "iai": "яй", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь",
    "iang": "ян", "ing": "ин", "iong": "юн", "io": "йо", "u": "у", "ua": "уа", "uo": "о",
    "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь", "uang": "уан", "ü": "юй",
    "üe": "юэ", "üan": "юань", "ün": "юнь", "-i": "и"}
PALLADIUS_ZERO = {"ua": "ва", "uo": "во", "uai": "вай", "ui": "вэй", "uan": "вань",
                  "un": "вэнь", "uang": "ван", "ueng": "вэн"}
PALLADIUS_OWN = {"hui": "хуэй", "zi": "цзы", "ci": "цы", "si": "сы"}


def palladius(initial, final, syllable):
    sound = final_of(initial, final)
    if syllable in PALLADIUS_OWN:
        return PALLADIUS_OWN[syllable]
    if initial == "":
        return PALLADIUS_ZERO.get(sound, PALLADIUS_FINALS.get(sound))
    return PALLADIUS[initial] + PALLADIUS_FINALS[sound]


# --- Hangul ---
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
HANGUL = dict(zip(INITIALS, "ㅇㅂㅍㅁㅍㄷㅌㄴㄹㄱㅋㅎㅈㅊㅅㅈㅊㅅㄹㅉㅊㅆ"))
HANGUL_FINALS = {
    "a": "아", "o": "오", "e": "어", "ai": "아이", "ei": "에이", "ao": "아오", "ou": "어우",
    "an": "안", "en": "언", "ang": "앙", "eng": "엉", "ong": "웅", "er": "얼", "i": "이",
    "ia": "야", "iai": "야이", "ie": "예", "iao": "야오", "iu": "유", "ian": "옌", "in": "인",
    "iang": "양", "ing": "잉", "iong": "융", "io": "요", "u": "우", "ua": "와", "uo": "워",
    "uai": "와이", "ui": "우이", "uan": "완", "un": "운", "uang": "왕", "ü": "위",
    "üe": "웨", "üan": "위안", "ün": "윈", "-i": "으"}
HANGUL_ZERO = {"ui": "웨이", "un": "원", "ueng": "웡"}
# After ㅈ ㅉ ㅊ the y-glide is not written: 쟈 is 자, 졔 is 제.
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
HARD = {"ㅑ": "ㅏ", "ㅒ": "ㅐ", "ㅕ": "ㅓ", "ㅖ": "ㅔ", "ㅛ": "ㅗ", "ㅠ": "ㅜ"}


def hangul(initial, final, _):
    sound = final_of(initial, final)
    if initial == "":
        return HANGUL_ZERO.get(sound, HANGUL_FINALS.get(sound))
    text, lead = HANGUL_FINALS[sound], HANGUL[initial]
    vowel, tail = divmod((ord(text[0]) - 0xAC00) % 588, 28)
    if lead in "ㅈㅉㅊ":
        vowel = VOWELS.index(HARD.get(VOWELS[vowel], VOWELS[vowel]))
    return chr(0xAC00 + LEADS.index(lead) * 588 + vowel * 28 + tail) + text[1:]


# --- Katakana ---
# The rows of kana that an initial takes its a i u e o from.
ROWS = {
    "": "アイウエオ", "p": "パピプペポ", "m": "マミムメモ", "f": ["ファ", "フィ", "フ", "フェ", "フォ"],
    "t": ["タ", "ティ", "トゥ", "テ", "ト"], "n": "ナニヌネノ", "l": "ラリルレロ", "k": "カキクケコ",
    "h": ["ハ", "ヒ", "フ", "ヘ", "ホ"], "q": ["チャ", "チ", "チュ", "チェ", "チョ"],
    "x": ["シャ", "シ", "シュ", "シェ", "ショ"], "c": ["ツァ", "ツィ", "ツ", "ツェ", "ツォ"],
    "s": "サシスセソ", "b": "バビブベボ", "d": ["ダ", "ディ", "ドゥ", "デ", "ド"], "g": "ガギグゲゴ",
    "j": ["ジャ", "ジ", "ジュ", "ジェ", "ジョ"], "z": "ザジズゼゾ"}
PLAIN = {"b": "p", "d": "t", "g": "k", "j": "q", "zh": "q", "ch": "q", "sh": "x", "r": "l",
         "z": "c"}
VOICED = {"zh": "j", "ch": "q", "sh": "x", "r": "l"}
# A digit stands for the kana of the row: 0 a, 1 i, 2 u, 3 e, 4 o.
KANA = {"a": "0ー", "ai": "0イ", "an": "0ン", "ang": "0ン", "ao": "0オ", "e": "4ー", "ei": "3イ",
        "en": "3ン", "eng": "4ン", "o": "4ー", "ong": "4ン", "ou": "4ウ", "i": "1ー", "-i": "1ー",
        "ia": "1ア", "ian": "1エン", "iang": "1アン", "iao": "1アオ", "ie": "1エ", "in": "1ン",
        "ing": "1ン", "iong": "1オン", "iu": "1ウ", "u": "2ー", "ua": "4ワ", "uai": "4ワイ",
        "uan": "4ワン", "uang": "4ワン", "ui": "2イ", "un": "2ン", "uo": "2オ", "ü": "2イ",
        "üe": "2エ", "üan": "2アン", "ün": "2ン"}
KANA_ZERO = {"er": "アル", "ia": "ヤー", "iai": "ヤイ", "ian": "イエン", "iang": "ヤン", "iao": "ヤオ",
             "ie": "イエ", "i": "イー", "in": "イン", "ing": "イン", "io": "ヨー", "iong": "ヨン",
             "iu": "ヨウ", "ü": "ユイ", "üan": "ユアン", "üe": "ユエ", "ün": "ユン", "ua": "ワー",
             "uai": "ワイ", "uan": "ワン", "uang": "ワン", "ui": "ウェイ", "un": "ウェン",
             "ueng": "ウォン", "uo": "ウオ", "u": "ウー", "en": "エン", "e": "オー"}
KANA_OWN = {"zi": "ツー", "ci": "ツー", "si": "スー", "gua": "クワ", "kua": "クワ", "guai": "クワイ",
            "kuai": "クワイ", "nü": "ニュイ", "lü": "リュイ", "nüe": "ニュエ", "lüe": "リュエ",
            "hui": "フイ"}
# The voiced habit draws ji+a together: ジャン, チェ, シャオ.
GLIDE = {"ia": "0", "ian": "3ン", "iang": "0ン", "iao": "0オ", "ie": "3", "iong": "4ン"}
LIGHT = {"n": ["ニャ", "ニ", "ニュ", "ニェ", "ニョ"], "l": ["リャ", "リ", "リュ", "リェ", "リョ"]}
VOICED_OWN = {"zi": "ズー", "ci": "ツー", "si": "スー", "ze": "ツェ", "de": "ド", "ge": "グー",
              "gua": "グア", "guai": "グアイ", "guan": "グアン", "guang": "グアン", "kuang": "クアン",
              "huang": "ファン", "hua": "ホア", "huai": "ホアイ", "nü": "ニュイ", "lü": "リュイ",
              "nüe": "ニュエ", "lüe": "リュエ"}


def fill(pattern, row):
    return "".join(row[int(c)] if c.isdigit() else c for c in pattern)


def katakana(initial, final, syllable):
    sound = final_of(initial, final)
    if syllable in KANA_OWN:
        return KANA_OWN[syllable]
    if initial == "" and sound in KANA_ZERO:
        return KANA_ZERO[sound]
    return fill(KANA[sound], ROWS[PLAIN.get(initial, initial)])


def voiced(initial, final, syllable):
    sound = final_of(initial, final)
    if syllable in VOICED_OWN:
        return VOICED_OWN[syllable]
    if initial == "" and sound in KANA_ZERO:
        return KANA_ZERO[sound]
    row = ROWS[VOICED.get(initial, initial)]
    if sound in GLIDE and initial in ("j", "q", "x", "n", "l"):
        row = LIGHT.get(initial, row)
        return fill(GLIDE[sound], row)
    return fill(KANA[sound], row)


print("# Mandarin syllable by syllable: pinyin, Wade-Giles, Palladius, Hangul, katakana")
print("# (Heibonsha), katakana (voiced habit). Source: the systems' published rules, as")
print("# make_mandarin.py has them, which made this file.")
rows = []
for initial in INITIALS:
    for final in SYLLABLES[initial].split():
        syllable = initial + final
        systems = (wadegile, palladius, hangul, katakana, voiced)
        rows.append([syllable] + [system(initial, final, syllable) for system in systems])
for row in sorted(rows):
    print("\t".join(row))
