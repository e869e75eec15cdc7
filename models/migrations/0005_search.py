"""Searching: how texts are compared when somebody types a part of them, and the index that finds members by them."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import Field
from tortoise.migrations import operations as ops

from models.columns import Computed

# A character and those that rosters and keyboards have for it: 旧字体, 異体字, and radicals that NFKC leaves alone.
# 斎齋 and 斉齊 are two characters by the dictionary, but nobody knows which of the four a さいとう writes. On the other
# side 埼碕 are not 崎, 晄 is not 晃, 畠 is not 畑, 苅 is not 刈: those who bear them are told apart by them.
VARIANTS = """
亜亞 悪惡 圧壓 庵菴 囲圍 医醫 為爲 彝彛 壱壹 隠隱 卯夘 栄榮 営營 衛衞 駅驛 悦悅 閲閱 円圓 園薗 塩鹽 焔焰 煙烟 縁緣
艶艷 鴬鶯 応應 欧歐 殴毆 桜櫻 奥奧 鴎鷗 黄黃⻩ 横橫 温溫 穏穩 仮假 価價 画畫畵 会會 絵繪 懐懷 壊壞 蛎蠣 拡擴 殻殼 覚覺
学學斈 岳嶽 楽樂 角⻆ 巻卷 勧勸 寛寬 歓歡 缶罐 観觀 鑑鑒 館舘 関關 陥陷 顔顏 雁鴈 巌巖 喜㐂 帰歸 気氣 亀龜⻲ 既旣 器噐
宜冝 戯戲 犠犧 吉𠮷 旧舊 厩廐廏 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 教敎 郷鄕鄉 橋𣘺 尭堯 暁曉 区區 駆驅 勲勳 薫薰 群羣 径徑
恵惠 掲揭 渓溪 経經 継繼 茎莖 蛍螢 軽輕 鶏鷄雞 頚頸 芸藝 撃擊 決决 倹儉 剣劍劔劒釼 圏圈 検檢 権權 献獻 県縣 研硏 険險
顕顯 験驗 厳嚴 減减 戸戶户 鼓鼔 呉吳吴 娯娛 鈎鉤 効效 広廣 恒恆 皐皋 鉱鑛礦 高髙 号號 麹麴 国國囯 黒黑 歳歲 砕碎
斎齋斉齊⻫亝 済濟 最㝡 剤劑 崎﨑嵜 冊册 雑雜 桟棧 参參 惨慘 産產 蚕蠶 賛贊 残殘 糸絲 児兒 歯齒⻭ 爾尓 辞辭 湿濕 実實
舎舍 写寫 釈釋 寿壽 収收 秋穐龝 従從 渋澁 獣獸 縦縱 粛肅 処處 叙敍敘 尚尙 松枩 将將 渉涉 焼燒 称稱 証證 奨奬獎 蒋蔣
醤醬 条條 状狀 乗乘 浄淨 剰剩 畳疊疉 縄繩 壌壤 嬢孃 穣穰 譲讓 醸釀 嘱囑 触觸 食⻝ 寝寢 慎愼 晋晉 真眞 尽盡 図圖 粋粹
翠翆 酔醉 随隨 髄髓 枢樞 数數 杉杦 瀬瀨 声聲 青靑⻘ 清淸 税稅 静靜 西⻄ 窃竊 摂攝 説說 絶絕 蝉蟬 専專 戦戰 浅淺 潜潛
繊纖 践踐 船舩 銭錢 禅禪 双雙 壮壯 争爭 捜搜 挿插 曽曾 巣巢 窓窗 荘莊 装裝 総總 聡聰 騒騷 増增 蔵藏 臓臟 即卽 属屬
続續 堕墮 体體躰軆 対對 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 脱脫 単單 担擔 胆膽 団團 弾彈 断斷 痴癡 遅遲 竪豎 昼晝 虫蟲 鋳鑄
猪豬 猫貓 庁廳 徴徵 聴聽 長⻑ 鎮鎭 逓遞 鉄鐵銕 填塡 転轉 点點 顛顚 伝傳 兎兔 莵菟 土𡈽 党黨 涛濤 灯燈 当當 盗盜 祷禱
稲稻 闘鬪 島嶋嶌 徳德 独獨 読讀 届屆 内內 弐貳 迩邇 韮韭 妊姙 祢禰 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 梅楳 柏栢 剥剝 麦麥⻨
発發 髪髮 抜拔 蛮蠻 秘祕 桧檜 姫姬 彦彥 氷冰 浜濱濵 富冨 払拂 仏佛 併倂 並竝 瓶甁 辺邊邉 変變 弁辨瓣辯 舗舖 歩步 穂穗
宝寶寳 峰峯 萌萠 豊豐 頬頰 翻飜 毎每 槙槇 枡桝 万萬 満滿 民⺠ 婿壻聟 面靣 黙默 餅餠 弥彌 訳譯 薬藥 薮藪籔 柳栁桺 涌湧
予豫 余餘 与與 誉譽 揺搖 様樣 瑶瑤 謡謠 遥遙 頴穎 来來 莱萊 頼賴 乱亂 覧覽 裏裡 竜龍⻯ 留畄 両兩 涼凉 猟獵 緑綠 隣鄰
凛凜 塁壘 涙淚 励勵 礪砺 礼禮 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞 楼樓 篭籠 蝋蠟 禄祿 録錄 亘亙 湾灣 淵渕渊
沖冲 煕熙凞 騨驒 侭儘 壷壺 函凾 草艸 芦蘆 桑桒 見⻅ 馬⻢ 魚⻥ 鳥⻦ 鬼⻤ 厨廚 噛嚙 掴摑 繍繡 靭靱 鯵鰺 冴冱 鋭銳 概槪
飲飮 隷隸 況况 略畧 恥耻 畝畒 粮糧 茲玆 虎乕 賎賤 鎌鐮 鬱欝 鶴靏靍 麺麵 淳湻 飯飰 稚穉 節莭 牀床 嘗甞 呂吕 屏屛 諌諫
苔薹 強强 啓啟 戻戾 晩晚 毀毁 凡凢
"""
OLD = "".join(group[1:] for group in VARIANTS.split())
NEW = "".join(group[0] * (len(group) - 1) for group in VARIANTS.split())

# Hiragana are katakana. Small kana are large, since payroll systems and bank forms have no small ones; and ヲヰヱヂヅ are
# what they sound like: 飯塚 is イイヅカ on one form and イイズカ on the next.
HIRAGANA = "".join(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))
SMALL, LARGE = "ァィゥェォヵヶッャュョヮヰヱヲヂヅ", "アイウエオカケツヤユヨワイエオジズ"
KATAKANA = "".join(chr(ord(kana) + ord("ァ") - ord("ぁ")) for kana in HIRAGANA).translate(str.maketrans(SMALL, LARGE))

ROW_A, ROW_I, ROW_U, ROW_E, ROW_O = (
    *("アカガサザタダナハバパマヤラワ", "イキギシジチニヒビピミリ", "ウクグスズツヌフブプムユル"),
    *("エケゲセゼテデネヘベペメレ", "オコゴソゾトドノホボポモヨロ"),
)

FOLD = rf"""
-- A text as it is searched: no more than letters, digits, + # and &, each in one of the ways in which it can be written.
--
-- A long vowel is one mark, however it is spelt (サトウ サトー サトオ; ケイコ ケーコ; ユウコ ユーコ), but it stays: オオノ is
-- not オノ, ユウコ is not ユコ, and whoever types kana knows the difference. Latin letters do not (Ono is 小野 and 大野), so
-- there long and short are one (Ōno Ohno Oono Ono). What is dropped never depends on more than one letter to the right:
-- what one has typed so far finds what one is going to type.
create function enishi_search_fold(written text) returns text
language plpgsql immutable strict parallel safe as $$
declare it text := lower(written collate pg_c_utf8);
begin
    if it ~ '[^ -~]' then
        it := regexp_replace(normalize(it, nfkc), '[\uFE00-\uFE0F\U000E0100-\U000E01EF]', '', 'g');
        -- Accents; NFKD takes the dots off kana too, and NFKC puts them on again.
        if it ~ '[\u00C0-\u036F\u1E00-\u1EFF]' then
            it := normalize(regexp_replace(normalize(it, nfkd), '[\u0300-\u036F]', '', 'g'), nfkc);
            it := translate(it, 'øłđðı', 'oldði');
            it := replace(replace(replace(replace(replace(it, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ð', 'd');
        end if;
        it := lower(it collate pg_c_utf8);
        -- 々 and its like say the character before them again; ゞ says it with dots.
        if it ~ '[々〻ゝヽゞヾ]' then
            it := regexp_replace(it, '(.)[々〻ゝヽ]', '\1\1', 'g');
            it := normalize(regexp_replace(it, '(.)[ゞヾ]', E'\\1\\1\u3099', 'g'), nfc);
        end if;
        if it ~ '[{OLD}]' then
            it := translate(it, '{OLD}', '{NEW}');
        end if;
        it := replace(replace(it, '(株)', '株式会社'), '(有)', '有限会社');
    end if;
    -- A dash after kana is how a long vowel is typed where the keyboard has no other.
    it := regexp_replace(it, '(?<=[ぁ-ゖァ-ヺー])[-‐‑‒–—―−~〜]', 'ー', 'g');
    it := regexp_replace(it collate pg_c_utf8, '[^[:alnum:]+#&]', '', 'g');
    if it ~ '[ぁ-ゖァ-ヺ]' then
        it := translate(it, '{HIRAGANA}{SMALL}', '{KATAKANA}{LARGE}');
        if it ~ 'ヴ' then
            it := regexp_replace(it, 'ヴ(?![アイエオ])', 'ブ', 'g');
            it := replace(replace(replace(replace(it, 'ヴア', 'バ'), 'ヴイ', 'ビ'), 'ヴエ', 'ベ'), 'ヴオ', 'ボ');
        end if;
        if it ~ '[ァ-ヺー][アイウエオー]' then
            it := regexp_replace(it, 'ー+', 'ー', 'g');
            -- コンピューター and コンピュータ, メモリー and メモリ: loan words of three kana and more, as JIS Z 8301 has it.
            it := regexp_replace(it, '([ァ-ヺー]{{2}}[{ROW_A}{ROW_I}])ー(?![ァ-ヺー])', '\1', 'g');
            it := regexp_replace(it, '([{ROW_E}])[エイー]', '\1ー', 'g');
            it := regexp_replace(it, '([{ROW_O}])[オウー]', '\1ー', 'g');
            it := regexp_replace(it, '([{ROW_A}])[アー]', '\1ー', 'g');
            it := regexp_replace(it, '([{ROW_I}])[イー]', '\1ー', 'g');
            it := regexp_replace(it, '([{ROW_U}])[ウー]', '\1ー', 'g');
        end if;
    end if;
    if it ~ '[ou][ouh]' then
        it := regexp_replace(it, 'o([ou]|h(?![aeiou]))+', 'o', 'g');
        it := regexp_replace(it, 'u(u|h(?![aeiou]))+', 'u', 'g');
    end if;
    return it;
end $$;
"""

COMPANY = r"""
-- The name of a company as it is compared: without the words for its legal form, folded as it is searched. Null where
-- nothing else is left: no company is called nothing.
create or replace function enishi_company(written text) returns text
language sql immutable strict parallel safe
return nullif(enishi_search_fold(regexp_replace(
    lower(normalize(written, NFKC) collate pg_c_utf8),
    '株式会社|有限会社|合同会社|合資会社|合名会社|(一般|公益|特例)?(社団|財団)法人|(医療|学校|宗教|社会福祉|特定非営利活動)法人'
    '|[(](株|有|同|資|名|社|財|医|学|福)[)]'
    '|(?<![a-z])(incorporated|corporation|company|limited|inc|corp|co|ltd|pty|l[.]?l[.]?c|l[.]?l[.]?p|k[.]?k|g[.]?k'
    '|gmbh|plc|s[.]a|n[.]v|b[.]v|ag|sa|nv|bv)(?![a-z])',
    '', 'g')), '');
update positions set company = company;
update exclusions set company = company;
"""

WORDS = r"""
-- The words of a typed text, folded; one that is nothing but punctuation is none. Every one of them must be found.
create function enishi_search_words(typed text) returns text[]
language sql immutable strict parallel safe
return (
    select coalesce(array_agg(distinct word) filter (where word <> ''), '{}')
    from regexp_split_to_table(typed collate pg_c_utf8, '[[:space:]]+') each, left(enishi_search_fold(each), 300) word
);

-- A member's names as one text to look into. Each name comes as it is read aloud, in one: ' ヤマダタロー|'; and in its
-- parts: ' ヤマダ タロー '. So ' w' begins a name or a part of one, ' w ' is a part, and ' w|' is a whole name.
-- It ends where no row of a btree index would hold more beside a sort_name: ten times as far as names go.
create function enishi_search_names(variadic written text[]) returns text
language plpgsql immutable parallel safe set search_path from current as $$
declare found text := ' '; name text; part text; names text[] := '{}'; parts text[] := '{}';
begin
    foreach name in array written loop
        name := normalize(name, nfkc);
        continue when name is null or name = any(names);
        names := names || name;
        foreach part in array enishi_search_fold(name) || '|'
            || regexp_split_to_array(name collate pg_c_utf8, '[[:space:]()\[\]/,、・·=‐–—]|(?<![ぁ-ゖァ-ヺー])-')
        loop
            continue when part = any(parts);
            parts := parts || part;
            part := case when part like '%|' then part else enishi_search_fold(part) end;
            continue when part in ('', '|') or strpos(found, ' ' || part || ' ') > 0;
            continue when octet_length(found) + octet_length(part) > 1800;
            found := found || part || ' ';
        end loop;
    end loop;
    return found;
end $$;

-- What the index holds of a member: the characters of the names and their pairs, the names and their parts whole (with
-- a ^), the characters of other texts and their pairs (with a ~), the keys of attributes (with a =), and that there is a
-- member (a *); all behind a few letters of the network, so that the members of others are not looked through. The index
-- finds candidates: whether a viewer may see what was found is judged on the values themselves.
--
-- It is made for every version of a row that is written, so it has no query in it, whose start would take longer than
-- all the rest. A text gives a character and its pair for every second character, and without its first one the others.
create function enishi_search_tokens(
    network uuid, names text, former text, headline text, companies text, keys int[]) returns tsvector
language plpgsql immutable parallel safe cost 1000000 as $$
declare
    mark text := right(network::text, 6);
    named text := mark || E'\\1\n' || mark || E'\\1\\2\n';
    told text := mark || E'~\\1\n' || mark || E'~\\1\\2\n';
    texts text := concat_ws(' ', former, headline, companies);
begin
    return array_to_tsvector(array_remove(string_to_array(concat_ws(E'\n',
        regexp_replace(names, '(.)(.?)', named, 'g'), regexp_replace(substr(names, 2), '(.)(.?)', named, 'g'),
        regexp_replace(texts, '(.)(.?)', told, 'g'), regexp_replace(substr(texts, 2), '(.)(.?)', told, 'g'),
        mark || '^' || nullif(replace(btrim(names), ' ', E'\n' || mark || '^'), ''),
        mark || '=' || nullif(array_to_string(keys, E'\n' || mark || '='), ''),
        mark || '*'), E'\n'), ''));
end $$;

-- Several texts as they are searched; no word is found across two of them.
create function enishi_search_texts(written text[]) returns text
language sql immutable parallel safe
return (select coalesce(string_agg(enishi_search_fold(each), ' '), '') from unnest(written) each);
"""


def _name(first: str, second: str) -> str:
    return f"coalesce({first}, '') || ' ' || coalesce({second}, '')"


NAMES = ", ".join(
    [
        "display_name",
        _name("family_name", "given_name"),
        _name("family_name_kana", "given_name_kana"),
        _name("family_name_romaji", "given_name_romaji"),
        _name("given_name_romaji", "family_name_romaji"),
    ]
)
COLUMNS: list[tuple[str, str, Field[Any]]] = [
    ("Member", "name_search", Computed(f'enishi_search_names({NAMES}) collate "C"')),
    ("Member", "former_search", Computed('enishi_search_fold(former_name) collate "C"')),
    ("Member", "headline_search", Computed('enishi_search_fold(headline) collate "C"')),
    ("Member", "company_search", fields.TextField(default="", db_default="")),
    ("Position", "company_search", Computed('enishi_search_fold(company) collate "C"')),
    ("Attribute", "label_search", Computed('enishi_search_texts(array[label_ja, label_en] || aliases) collate "C"')),
]

KEPT = r"""
-- Beside what a member belongs to, the companies of all positions, for the index alone; each of them may be hidden.
create or replace function enishi_keep_belongings(subjects uuid[]) returns void language plpgsql as $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m
    set belongings = kept.belongings, group_ids = kept.group_ids, company_search = kept.companies
    from (
        select b.id, b.belongings, b.group_ids, (
            select coalesce(left(string_agg(distinct p.company_search, ' '), 10000), '')
            from positions p where p.member_id = b.id) as companies
        from enishi_belongings(subjects) b
    ) kept
    where m.id = kept.id and (m.belongings, m.group_ids, m.company_search)
        is distinct from (kept.belongings, kept.group_ids, kept.companies);
end $$;
select enishi_keep_belongings(array(select m.id from members m));

create index members_by_search on members using gin (enishi_search_tokens(
    network_id, name_search, former_search, headline_search, company_search, attribute_keys));
-- What is walked in the order of names; the names are read in it, so that no member is.
create index members_by_name_read on members (network_id, sort_name, id) include (name_search);

-- The words of a typed text, each with the keys of the attributes of the network that it names.
create function enishi_search_wanted(network uuid, typed text) returns table (word text, keys int[])
language sql stable strict parallel safe rows 2
begin atomic
    select each, array(
        select a.key from attributes a where a.network_id = network and strpos(a.label_search, each) > 0 order by a.key)
    from unnest(enishi_search_words(typed)) each;
end;

-- That the index has a folded text: its pairs, or its one character.
create function enishi_search_term(folded text, mark text) returns text
language sql immutable strict parallel safe
return (
    select '(' || string_agg(distinct quote_literal(mark || substr(folded, i, 2)), '&') || ')'
    from generate_series(1, greatest(char_length(folded) - 1, 1)) i
);

-- What to ask the index, so that it finds every hit of a class: 1 for whole names and parts of names, 2 for beginnings,
-- 3 for anything in names, 4 for anything. A word that names more attributes than can be looked up one by one is not
-- looked up: all members are candidates.
create function enishi_search_query(network uuid, typed text, class int) returns tsquery
language sql stable strict parallel safe
begin atomic
    select (case class
        when 1 then string_agg(quote_literal(mark || '^' || word), '&')
            || '|' || quote_literal(min(mark) || '^' || left(enishi_search_fold(typed), 600) || '|')
        when 2 then string_agg(enishi_search_term(' ' || word, mark), '&')
        when 3 then string_agg(enishi_search_term(word, mark), '&')
        else string_agg(case when cardinality(keys) > 64 then quote_literal(mark || '*') else '(' || concat_ws('|',
            enishi_search_term(word, mark), enishi_search_term(word, mark || '~'),
            (select string_agg(quote_literal(mark || '=' || key), '|') from unnest(keys) key)) || ')' end, '&')
            || '|' || quote_literal(min(mark) || '^' || left(enishi_search_fold(typed), 600) || '|')
        end)::tsquery
    from enishi_search_wanted(network, typed), right(network::text, 6) mark having count(*) > 0;
end;
"""

REVERSE = "drop function enishi_search_fold, enishi_search_words, enishi_search_names, enishi_search_tokens, enishi_search_texts"
REVERSE_KEPT = "drop function enishi_search_wanted, enishi_search_term, enishi_search_query cascade"


class Migration(migrations.Migration):
    """Comes before the columns that are computed with it."""

    dependencies = [("models", "0004_audiences")]
    operations = [
        ops.RunSQL(FOLD + COMPANY + WORDS, REVERSE),
        *(ops.AddField(model_name=model, name=name, field=field) for model, name, field in COLUMNS),
        ops.RunSQL(KEPT, REVERSE_KEPT),
    ]
