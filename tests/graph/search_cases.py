"""Who is found by what is typed, and in which order: a table to be read, and run."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Stored:
    """A member as stored: the names, and what they say of themselves."""

    display: str
    family: tuple[str | None, str | None, str | None] = (None, None, None)  # written, kana, romaji
    given: tuple[str | None, str | None, str | None] = (None, None, None)
    former: str | None = None
    headline: str | None = None
    companies: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the row in members."""
        kinds = ("", "_kana", "_romaji")
        return {
            "display_name": self.display,
            **{f"family_name{kind}": name for kind, name in zip(kinds, self.family, strict=True)},
            **{f"given_name{kind}": name for kind, name in zip(kinds, self.given, strict=True)},
            "former_name": self.former,
            "headline": self.headline,
        }


def japanese(written: str, kana: str, romaji: str, **said: Any) -> Stored:
    """A member whose family and given name are written with a blank between them in each script."""
    families, givens = zip(*(name.split() for name in (written, kana, romaji)), strict=True)
    return Stored(written, families, givens, **said)


@dataclass(frozen=True)
class Label:
    """An attribute as stored."""

    ja: str
    en: str | None = None
    aliases: tuple[str, ...] = field(default=())


LABELS = {
    "python": Label("Python", "Python", ("パイソン",)),
    "c++": Label("C++", "C++"),
    "server": Label("サーバー構築", "Server administration"),
    "ma": Label("M&A", "Mergers and acquisitions", ("企業買収",)),
    "keio": Label("慶應義塾大学", "Keio University", ("慶応",)),
    "kyoto": Label("京都府", "Kyoto"),
}

STORED = {
    "sato": japanese("佐藤 花子", "サトウ ハナコ", "Sato Hanako"),
    "satomi": japanese("里見 浩", "サトミ ヒロシ", "Satomi Hiroshi"),
    "saito": japanese("齋藤 裕子", "サイトウ ユウコ", "Saitō Yūko", headline="データセンターの運用"),
    "saito2": japanese("斉藤 ゆこ", "サイトウ ユコ", "Saitoh Yuko"),
    "ono": japanese("大野 優", "オオノ ユウ", "Ohno Yu"),
    "ono2": japanese("小野 優", "オノ マサル", "Ono Masaru"),
    "yamada": japanese("山田 太郎", "ヤマダ タロウ", "Yamada Taro", companies=("㈱縁側", "トヨタ自動車株式会社")),
    "yamadai": japanese("山 大", "ヤマ ダイ", "Yama Dai"),
    "tanaka": japanese("田中 山田", "タナカ サンデン", "Tanaka Sanden"),
    "oda": japanese("織田 信子", "オダ ノブコ", "Oda Nobuko", former="山田", headline="田舎で暮らしています"),
    "ishida": japanese("石田 健一", "イシダ ケンイチ", "Ishida Ken'ichi"),
    "takahashi": japanese("髙𣘺 惠子", "タカハシ ケイコ", "Takahashi Keiko"),
    "watanabe": japanese("渡邉 龍", "ワタナベ リョウ", "Watanabe Ryo"),
    "yamazaki": japanese("山﨑 眞一", "ヤマザキ シンイチ", "Yamazaki Shin-ichi"),
    "sasaki": japanese("佐々木 京子", "ササキ キョウコ", "Sasaki Kyoko"),
    "sasaki2": japanese("佐佐木 清子", "ササキ キヨコ", "Sasaki Kiyoko"),
    "iizuka": japanese("飯塚 みすゞ", "イイヅカ ミスズ", "Iizuka Misuzu"),
    "inoue": japanese("井上 圭一", "イノウエ ケイイチ", "Inoue Keiichi"),
    "yoshino": japanese("𠮷野 カヲル", "ヨシノ カオル", "Yoshino Kaoru"),
    "kudo": japanese("工藤 シュンロウ", "ｸﾄﾞｳ ｼﾕﾝﾛｳ", "Kudo Shunro"),
    "oneil": Stored("Ben O'Neil", ("O'Neil", None, None), ("Ben", None, None), headline="C++ & Python"),
    "muller": Stored("Jean-Luc Müller", attributes=("c++",)),
    "johnson": Stored("ジョン・スミス", headline="100% remote_work"),
    "nguyen": Stored("Nguyễn Thị Hoa", attributes=("python", "keio")),
    "abe": Stored("阿部（旧姓 葛󠄀城）", headline="サーバエンジニア、ヴァイオリン", attributes=("ma",)),
    "mori": Stored("森", companies=("Mori Building Co., Ltd.",), attributes=("server", "kyoto")),
}


@dataclass(frozen=True)
class Case:
    """What is typed, who is found in this order (nobody else is), and why."""

    typed: str
    found: str
    why: str

    @property
    def keys(self) -> list[str]:
        """Who is found."""
        return self.found.split()


CASES = [
    # One and two characters
    Case(
        "田",
        "tanaka ishida oda yamada",
        "a name that begins with it, names that have it (a blank between family and given name is none), a headline",
    ),
    Case("山", "yamadai tanaka yamazaki yamada oda", "a whole part, then beginnings, then a former name"),
    Case("優", "ono ono2", "a given name"),
    Case(
        "y",
        "ono saito saito2 yamadai yamazaki yamada yoshino nguyen sasaki sasaki2 watanabe oneil mori",
        "beginnings, then anything",
    ),
    Case("サ", "saito saito2 sasaki sasaki2 sato satomi tanaka ono2 mori abe", "kana of one letter"),
    Case("さ", "saito saito2 sasaki sasaki2 sato satomi tanaka ono2 mori abe", "hiragana for katakana"),
    Case("ゆー", "ono saito", "a long vowel, and who begins with it"),
    Case("ゆう", "ono saito", "the same, as it is spelt"),
    # Scripts and widths
    Case("山田", "tanaka yamada oda", "a family name and a given name, then a former name"),
    Case("やまだ", "yamada yamadai", "hiragana; a name read in one begins with it"),
    Case("ﾔﾏﾀﾞ", "yamada yamadai", "half width"),
    Case("ヤマダ タロウ", "yamada", "two words"),
    Case("やまだたろう", "yamada", "a whole name without a blank"),
    Case("たろう", "yamada", "a given name"),
    Case("タロー", "yamada", "a long vowel"),
    Case("山田太郎", "yamada", "a whole name"),
    Case("山田\u3000太郎", "yamada", "a wide blank"),
    Case("太郎 山田", "yamada", "the other way round"),
    Case("山田太", "yamada", "as far as it has been typed"),
    Case("yamada", "yamada yamadai", "romaji"),
    Case("Ｙａｍａｄａ", "yamada yamadai", "full width"),
    Case("taro YAMADA", "yamada", "given name first, and capitals"),
    # Long vowels
    Case("佐藤", "sato", "a family name"),
    Case("さとう", "sato", "not 里見"),
    Case("サトー", "sato", "a long vowel"),
    Case("さと", "sato satomi", "what begins with it"),
    Case("satou", "sato satomi", "Latin letters do not tell a long vowel"),
    Case("saito", "saito saito2", "a macron and an h"),
    Case("Saitoh", "saito saito2", "an h"),
    Case("ゆうこ", "saito", "裕子 is not ゆこ"),
    Case("ユーコ", "saito", "a long vowel"),
    Case("ゆこ", "saito2", "ゆこ is not 裕子"),
    Case("Yuuko", "saito saito2", "Latin letters do not tell"),
    Case("おおの", "ono", "大野 is not 小野"),
    Case("オーノ", "ono", "a long vowel"),
    Case("おの", "ono2", "小野 is not 大野"),
    Case("Ohno", "ono ono2", "Latin letters do not tell"),
    Case("Ōno", "ono ono2", "a macron"),
    Case("ケーコ", "takahashi", "a long e"),
    Case("けいいち", "inoue", "a long e before an i"),
    Case("シュンロー", "kudo", "small kana that the payroll system does not have"),
    Case("inoue", "inoue", "ou in the middle"),
    # Variants
    Case("斎藤", "saito saito2", "one of four"),
    Case("齊藤", "saito saito2", "another"),
    Case("高橋恵子", "takahashi", "three variants at once"),
    Case("渡邊竜", "watanabe", "two variants, neither of them stored"),
    Case("山崎真一", "yamazaki", "two variants"),
    Case("佐々木", "sasaki sasaki2", "々"),
    Case("佐佐木", "sasaki sasaki2", "without 々"),
    Case("吉野", "yoshino", "a character beyond the basic plane"),
    Case("葛城", "abe", "an ideographic variation selector, in brackets"),
    Case("いいずか", "iizuka", "ず for づ"),
    Case("みすず", "iizuka", "ゞ"),
    Case("かおる", "yoshino", "ヲ"),
    # What differs
    Case("きょうこ", "sasaki", "京子"),
    Case("きよこ", "sasaki2", "清子"),
    Case("美鈴", "", "nobody writes it so"),
    Case("smith", "", "the fold does not turn kana into Latin letters"),
    Case("c#", "", "C++ is another language"),
    Case("佐藤 python", "", "every word must be found"),
    Case("田中 トヨタ", "", "every word must be found in one member"),
    Case("%", "", "nothing to search for"),
    Case("・🎉", "", "nothing to search for"),
    # Signs and foreign names
    Case("O'Neil", "oneil", "an apostrophe"),
    Case("o’neil ben", "oneil", "another apostrophe, the other way round"),
    Case("muller", "muller", "an accent"),
    Case("jeanluc", "muller", "a hyphen"),
    Case("luc", "muller", "what follows a hyphen begins"),
    Case("ジョンスミス", "johnson", "a middle dot"),
    Case("スミス", "johnson", "what follows a middle dot begins"),
    Case("Nguyen Hoa", "nguyen", "accents"),
    # Other texts
    Case("c++", "muller oneil", "an attribute, and a headline"),
    Case("M&A", "abe", "a sign that means something"),
    Case("パイソン", "nguyen", "an alias"),
    Case("サーバー", "mori abe", "an attribute, and a headline without the last vowel"),
    Case("バイオリン", "abe", "a headline"),
    Case("データ センター", "saito", "two words of a headline"),
    Case("株式会社縁側", "yamada", "a company that is stored with a sign"),
    Case("とよた", "yamada", "a company in hiragana"),
    Case("mori", "mori", "a company in Latin letters"),
    Case("山田 トヨタ", "yamada", "a name and a company"),
    Case("慶応 python", "nguyen", "two attributes"),
    Case("remote_work", "johnson", "what a pattern would take for more"),
]
