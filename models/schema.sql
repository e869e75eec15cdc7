SET LOCAL check_function_bodies = false;


CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS intarray WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.check_group() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_check_groups(array[new.id]);
    return null;
end $$;

CREATE FUNCTION public.check_groups_by_attribute() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_check_groups(array(select distinct group_id from changed));
    return null;
end $$;

CREATE FUNCTION public.check_groups_of_network() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_check_groups(array(
        select g.id from groups g where g.network_id = new.id and g.rule_match is not null));
    return null;
end $$;

CREATE FUNCTION public.check_holders_in_groups() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), m.network_id, held.group_id, m.id
    from (
        select distinct asked.group_id, c.member_id
        from changed c join group_attributes asked on asked.attribute_id = c.attribute_id
    ) held
    join members m on m.id = held.member_id;
    return null;
end $$;

CREATE FUNCTION public.check_member_in_groups() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_check_members(array[new.id]);
    return null;
end $$;

CREATE FUNCTION public.check_members_in_groups() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_check_members(array(select distinct member_id from changed));
    return null;
end $$;

CREATE FUNCTION public.enishi_absent(place text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$ begin raise exception 'nothing where something must be: %', place using errcode = 'EN001'; end $$;

CREATE FUNCTION public.enishi_audience(mask integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_remove(ARRAY[CASE WHEN ((mask & 1) <> 0) THEN 'SELF'::text ELSE NULL::text END, CASE WHEN ((mask & 2) <> 0) THEN 'TIES'::text ELSE NULL::text END, CASE WHEN ((mask & 4) <> 0) THEN 'GROUPS'::text ELSE NULL::text END, CASE WHEN ((mask & 8) <> 0) THEN 'ALUMNI'::text ELSE NULL::text END, CASE WHEN ((mask & 16) <> 0) THEN 'EMPLOYEES'::text ELSE NULL::text END, CASE WHEN ((mask & 32) <> 0) THEN 'HR'::text ELSE NULL::text END, CASE WHEN ((mask & 64) <> 0) THEN 'NETWORK'::text ELSE NULL::text END, CASE WHEN ((mask & (~ 127)) <> 0) THEN 'LISTS'::text ELSE NULL::text END], NULL::text);

CREATE FUNCTION public.enishi_belongings(subjects uuid[]) RETURNS TABLE(id uuid, belongings text[], group_ids uuid[])
    LANGUAGE sql STABLE
    AS $$
    with subject as materialized (
        select m.id, m.account_id, m.roles && array['HR_ADMIN', 'RECRUITER'] as of_hr
        from (select distinct unnest(subjects) as id) s join members m on m.id = s.id
    ), belonging(id, token, group_id) as (
        select s.id, 'mem:' || s.id::text, null::uuid from subject s
        union all
        select s.id, 'dep:' || e.department_id::text, null from subject s join employments e on e.member_id = s.id
        union all
        select s.id, 'com:' || p.company_key, null
        from subject s join positions p on p.member_id = s.id where p.ended is null
        union all
        select s.id, 'grp:' || g.id::text, case when g.readable_by_hr or not s.of_hr then g.id end
        from subject s join group_memberships x on x.member_id = s.id join groups g on g.id = x.group_id
        where x.status = 'ACTIVE'
        union all
        select s.id, 'dom:' || domain, null
        from subject s join account_emails a on a.account_id = s.account_id, unnest(enishi_domains(a.address)) domain
    )
    select b.id, array_agg(distinct b.token collate "C") filter (where b.token is not null),
        coalesce(array_agg(distinct b.group_id) filter (where b.group_id is not null), '{}')
    from belonging b group by b.id
$$;

CREATE FUNCTION public.enishi_below_blocked(comment uuid, viewer uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    with recursive above as (
        select c.parent_id, c.author_id from comments c where c.id = comment
        union all
        select c.parent_id, c.author_id from above join comments c on c.id = above.parent_id
    )
    select exists(select from above join blocks b on b.member_id = viewer and b.other_id = above.author_id)
$$;

CREATE FUNCTION public.enishi_check_groups(subjects uuid[]) RETURNS void
    LANGUAGE sql
    AS $$
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), found.network_id, found.group_id, found.member_id
    from (
        select asked.network_id, asked.group_id, h.member_id
        from group_attributes asked join member_attributes h on h.attribute_id = asked.attribute_id
        where asked.group_id = any(subjects)
        union
        select x.network_id, x.group_id, x.member_id from group_memberships x
        where x.group_id = any(subjects) and x.by_rule
    ) found
    join groups g on g.id = found.group_id
$$;

CREATE FUNCTION public.enishi_check_members(subjects uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if not exists(select from group_attributes) then return; end if;
    insert into group_checks (id, network_id, group_id, member_id)
    select gen_random_uuid(), found.network_id, found.group_id, found.member_id
    from (
        select asked.network_id, asked.group_id, h.member_id
        from member_attributes h join group_attributes asked on asked.attribute_id = h.attribute_id
        where h.member_id = any(subjects)
        union
        select x.network_id, x.group_id, x.member_id from group_memberships x
        where x.member_id = any(subjects) and x.by_rule
    ) found
    -- A member who is just being removed takes their rows along.
    join members m on m.id = found.member_id;
end $$;

CREATE FUNCTION public.enishi_clamped(audience integer, floor integer, ceiling integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((ceiling & 64) <> 0) THEN (audience | floor) WHEN (((audience | floor) & 64) <> 0) THEN ceiling ELSE ((audience | floor) & ceiling) END;

CREATE FUNCTION public.enishi_search_fold(written text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
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
        if it ~ '[亞惡壓菴圍醫爲彛壹隱夘榮營衞驛悅閱圓薗鹽焰烟緣艷鶯應歐毆櫻奧鷗黃⻩橫溫穩假價畫畵會繪懷壞蠣擴殼覺學斈嶽樂⻆卷勸寬歡罐觀鑒舘關陷顏鴈巖㐂歸氣龜⻲旣噐冝戲犧𠮷舊廐廏據擧虛峽挾狹敎鄕鄉𣘺堯曉區驅勳薰羣徑惠揭溪經繼莖螢輕鷄雞頸藝擊决儉劍劔劒釼圈檢權獻縣硏險顯驗嚴减戶户鼔吳吴娛鉤效廣恆皋鑛礦髙號麴國囯黑歲碎齋斉齊⻫亝濟㝡劑﨑嵜册雜棧參慘產蠶贊殘絲兒齒⻭尓辭濕實舍寫釋壽收穐龝從澁獸縱肅處敍敘尙枩將涉燒稱證奬獎蔣醬條狀乘淨剩疊疉繩壤孃穰讓釀囑觸⻝寢愼晉眞盡圖粹翆醉隨髓樞數杦瀨聲靑⻘淸稅靜⻄竊攝說絕蟬專戰淺潛纖踐舩錢禪雙壯爭搜插曾巢窗莊裝總聰騷增藏臟卽屬續墮體躰軆對帶滯臺瀧擇澤脫單擔膽團彈斷癡遲豎晝蟲鑄豬貓廳徵聽⻑鎭遞鐵銕塡轉點顚傳兔菟𡈽黨濤燈當盜禱稻鬪嶋嶌德獨讀屆內貳邇韭姙禰惱腦霸拜廢賣楳栢剝麥⻨發髮拔蠻祕檜姬彥冰濱濵冨拂佛倂竝甁邊邉變辨瓣辯舖步穗寶寳峯萠豐頰飜每槇桝萬滿⺠壻聟靣默餠彌譯藥藪籔栁桺湧豫餘與譽搖樣瑤謠遙穎來萊賴亂覽裡龍⻯畄兩凉獵綠鄰凜壘淚勵砺禮靈齡曆歷戀鍊爐勞郞樓籠蠟祿錄亙灣渕渊冲熙凞驒儘壺凾艸蘆桒⻅⻢⻥⻦⻤廚嚙摑繡靱鰺冱銳槪飮隸况畧耻畒糧玆乕賤鐮欝靏靍麵湻飰穉莭床甞吕屛諫薹强啟戾晚毁凢]' then
            it := translate(it, '亞惡壓菴圍醫爲彛壹隱夘榮營衞驛悅閱圓薗鹽焰烟緣艷鶯應歐毆櫻奧鷗黃⻩橫溫穩假價畫畵會繪懷壞蠣擴殼覺學斈嶽樂⻆卷勸寬歡罐觀鑒舘關陷顏鴈巖㐂歸氣龜⻲旣噐冝戲犧𠮷舊廐廏據擧虛峽挾狹敎鄕鄉𣘺堯曉區驅勳薰羣徑惠揭溪經繼莖螢輕鷄雞頸藝擊决儉劍劔劒釼圈檢權獻縣硏險顯驗嚴减戶户鼔吳吴娛鉤效廣恆皋鑛礦髙號麴國囯黑歲碎齋斉齊⻫亝濟㝡劑﨑嵜册雜棧參慘產蠶贊殘絲兒齒⻭尓辭濕實舍寫釋壽收穐龝從澁獸縱肅處敍敘尙枩將涉燒稱證奬獎蔣醬條狀乘淨剩疊疉繩壤孃穰讓釀囑觸⻝寢愼晉眞盡圖粹翆醉隨髓樞數杦瀨聲靑⻘淸稅靜⻄竊攝說絕蟬專戰淺潛纖踐舩錢禪雙壯爭搜插曾巢窗莊裝總聰騷增藏臟卽屬續墮體躰軆對帶滯臺瀧擇澤脫單擔膽團彈斷癡遲豎晝蟲鑄豬貓廳徵聽⻑鎭遞鐵銕塡轉點顚傳兔菟𡈽黨濤燈當盜禱稻鬪嶋嶌德獨讀屆內貳邇韭姙禰惱腦霸拜廢賣楳栢剝麥⻨發髮拔蠻祕檜姬彥冰濱濵冨拂佛倂竝甁邊邉變辨瓣辯舖步穗寶寳峯萠豐頰飜每槇桝萬滿⺠壻聟靣默餠彌譯藥藪籔栁桺湧豫餘與譽搖樣瑤謠遙穎來萊賴亂覽裡龍⻯畄兩凉獵綠鄰凜壘淚勵砺禮靈齡曆歷戀鍊爐勞郞樓籠蠟祿錄亙灣渕渊冲熙凞驒儘壺凾艸蘆桒⻅⻢⻥⻦⻤廚嚙摑繡靱鰺冱銳槪飮隸况畧耻畒糧玆乕賤鐮欝靏靍麵湻飰穉莭床甞吕屛諫薹强啟戾晚毁凢', '亜悪圧庵囲医為彝壱隠卯栄営衛駅悦閲円園塩焔煙縁艶鴬応欧殴桜奥鴎黄黄横温穏仮価画画会絵懐壊蛎拡殻覚学学岳楽角巻勧寛歓缶観鑑館関陥顔雁巌喜帰気亀亀既器宜戯犠吉旧厩厩拠挙虚峡挟狭教郷郷橋尭暁区駆勲薫群径恵掲渓経継茎蛍軽鶏鶏頚芸撃決倹剣剣剣剣圏検権献県研険顕験厳減戸戸鼓呉呉娯鈎効広恒皐鉱鉱高号麹国国黒歳砕斎斎斎斎斎済最剤崎崎冊雑桟参惨産蚕賛残糸児歯歯爾辞湿実舎写釈寿収秋秋従渋獣縦粛処叙叙尚松将渉焼称証奨奨蒋醤条状乗浄剰畳畳縄壌嬢穣譲醸嘱触食寝慎晋真尽図粋翠酔随髄枢数杉瀬声青青清税静西窃摂説絶蝉専戦浅潜繊践船銭禅双壮争捜挿曽巣窓荘装総聡騒増蔵臓即属続堕体体体対帯滞台滝択沢脱単担胆団弾断痴遅竪昼虫鋳猪猫庁徴聴長鎮逓鉄鉄填転点顛伝兎莵土党涛灯当盗祷稲闘島島徳独読届内弐迩韮妊祢悩脳覇拝廃売梅柏剥麦麦発髪抜蛮秘桧姫彦氷浜浜富払仏併並瓶辺辺変弁弁弁舗歩穂宝宝峰萌豊頬翻毎槙枡万満民婿婿面黙餅弥訳薬薮薮柳柳涌予余与誉揺様瑶謡遥頴来莱頼乱覧裏竜竜留両涼猟緑隣凛塁涙励礪礼霊齢暦歴恋錬炉労郎楼篭蝋禄録亘湾淵淵沖煕煕騨侭壷函草芦桑見馬魚鳥鬼厨噛掴繍靭鯵冴鋭概飲隷況略恥畝粮茲虎賎鎌鬱鶴鶴麺淳飯稚節牀嘗呂屏諌苔強啓戻晩毀凡');
        end if;
        it := replace(replace(it, '(株)', '株式会社'), '(有)', '有限会社');
    end if;
    -- A dash after kana is how a long vowel is typed where the keyboard has no other.
    it := regexp_replace(it, '(?<=[ぁ-ゖァ-ヺー])[-‐‑‒–—―−~〜]', 'ー', 'g');
    it := regexp_replace(it collate pg_c_utf8, '[^[:alnum:]+#&]', '', 'g');
    if it ~ '[ぁ-ゖァ-ヺ]' then
        it := translate(it, 'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖァィゥェォヵヶッャュョヮヰヱヲヂヅ', 'アアイイウウエエオオカガキギクグケゲコゴサザシジスズセゼソゾタダチジツツズテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤヤユユヨヨラリルレロワワイエオンヴカケアイウエオカケツヤユヨワイエオジズ');
        if it ~ 'ヴ' then
            it := regexp_replace(it, 'ヴ(?![アイエオ])', 'ブ', 'g');
            it := replace(replace(replace(replace(it, 'ヴア', 'バ'), 'ヴイ', 'ビ'), 'ヴエ', 'ベ'), 'ヴオ', 'ボ');
        end if;
        if it ~ '[ァ-ヺー][アイウエオー]' then
            it := regexp_replace(it, 'ー+', 'ー', 'g');
            -- コンピューター and コンピュータ, メモリー and メモリ: loan words of three kana and more, as JIS Z 8301 has it.
            it := regexp_replace(it, '([ァ-ヺー]{2}[アカガサザタダナハバパマヤラワイキギシジチニヒビピミリ])ー(?![ァ-ヺー])', '\1', 'g');
            it := regexp_replace(it, '([エケゲセゼテデネヘベペメレ])[エイー]', '\1ー', 'g');
            it := regexp_replace(it, '([オコゴソゾトドノホボポモヨロ])[オウー]', '\1ー', 'g');
            it := regexp_replace(it, '([アカガサザタダナハバパマヤラワ])[アー]', '\1ー', 'g');
            it := regexp_replace(it, '([イキギシジチニヒビピミリ])[イー]', '\1ー', 'g');
            it := regexp_replace(it, '([ウクグスズツヌフブプムユル])[ウー]', '\1ー', 'g');
        end if;
    end if;
    if it ~ '[ou][ouh]' then
        it := regexp_replace(it, 'o([ou]|h(?![aeiou]))+', 'o', 'g');
        it := regexp_replace(it, 'u(u|h(?![aeiou]))+', 'u', 'g');
    end if;
    return it;
end $$;

CREATE FUNCTION public.enishi_company(written text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN NULLIF(public.enishi_search_fold(regexp_replace(lower((NORMALIZE(written, NFKC) COLLATE pg_c_utf8)), '株式会社|有限会社|合同会社|合資会社|合名会社|(一般|公益|特例)?(社団|財団)法人|(医療|学校|宗教|社会福祉|特定非営利活動)法人|[(](株|有|同|資|名|社|財|医|学|福)[)]|(?<![a-z])(incorporated|corporation|company|limited|inc|corp|co|ltd|pty|l[.]?l[.]?c|l[.]?l[.]?p|k[.]?k|g[.]?k|gmbh|plc|s[.]a|n[.]v|b[.]v|ag|sa|nv|bv)(?![a-z])'::text, ''::text, 'g'::text)), ''::text);

CREATE FUNCTION public.enishi_domains(address text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
declare domain text := rtrim(lower(substring(address from '[^@]*$')), '.'); found text[] := '{}';
begin
    while strpos(domain, '.') > 0 loop
        found := found || domain;
        domain := substr(domain, strpos(domain, '.') + 1);
    end loop;
    return found;
end $_$;

CREATE FUNCTION public.enishi_each_has_self(audiences integer[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT bool_and(((each.each & 1) = 1)) AS bool_and FROM unnest(enishi_each_has_self.audiences) each(each));

CREATE FUNCTION public.enishi_fields(mask integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT array_agg(f.field ORDER BY f.place) AS array_agg FROM unnest(ARRAY['FORMER_NAME'::text, 'HEADLINE'::text, 'BIO'::text, 'AVATAR'::text, 'GENDER'::text, 'BIRTHDAY'::text, 'EMAIL'::text, 'PHONE'::text, 'LINKS'::text, 'EMPLOYMENTS'::text, 'POSITIONS'::text, 'ATTRIBUTES'::text, 'OPENNESS'::text]) WITH ORDINALITY f(field, place) WHERE ((enishi_fields.mask & (1 << ((f.place)::integer - 1))) <> 0));

CREATE FUNCTION public.enishi_first_day(partial text) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN make_date((substr(partial, 1, 4))::integer, (COALESCE(NULLIF(substr(partial, 6, 2), ''::text), '1'::text))::integer, (COALESCE(NULLIF(substr(partial, 9, 2), ''::text), '1'::text))::integer);

CREATE FUNCTION public.enishi_fold(written text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(lower((NORMALIZE(written, NFKC) COLLATE pg_c_utf8)), 'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ'::text, 'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ'::text);

CREATE FUNCTION public.enishi_join(texts text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ begin return array_to_string(texts, ' '); end $$;

CREATE FUNCTION public.enishi_keep_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' or exists (select from networks n where n.id = old.network_id) then
        raise 'entries of the audit are for ever';
    end if;
    return old;
end $$;

CREATE FUNCTION public.enishi_keep_belongings(subjects uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m
    set belongings = kept.belongings, group_ids = kept.group_ids, searched_companies = kept.companies
    from (
        select b.id, b.belongings, b.group_ids, (
            select coalesce(string_agg(distinct p.company_search, ' '), '')
            from positions p where p.member_id = b.id) as companies
        from enishi_belongings(subjects) b
    ) kept
    where m.id = kept.id and (m.belongings, m.group_ids, m.searched_companies)
        is distinct from (kept.belongings, kept.group_ids, kept.companies);
end $$;

CREATE FUNCTION public.enishi_keep_rarity(network uuid) RETURNS void
    LANGUAGE sql
    AS $$
    update networks n set members_kept = enishi_roughly(
        (select count(*) from members m where m.network_id = n.id and m.status = 'ACTIVE' and m.listing = 'LISTED'),
        n.members_kept)
    where n.id = network;
    with held as (
        select a.id, enishi_roughly(count(l.id), a.holders_kept) as holders, n.members_kept as members from attributes a
        join networks n on n.id = a.network_id
        left join member_attributes h on h.attribute_id = a.id
            and enishi_clamped(h.audience, n.audience_floors[12], n.audience_ceilings[12]) & 64 <> 0
        left join members l on l.id = h.member_id and l.status = 'ACTIVE' and l.listing = 'LISTED'
        where a.network_id = network group by a.id, n.members_kept
    )
    update attributes a
    set holders_kept = held.holders, rarity = round(100 * ln(greatest(held.members::float8 / held.holders, 1)))
    from held where a.id = held.id
$$;

CREATE FUNCTION public.enishi_keys(listed jsonb) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(DISTINCT (substr(t.each, 5))::uuid), '{}'::uuid[]) AS "coalesce" FROM jsonb_array_elements_text(enishi_keys.listed) t(each));

CREATE FUNCTION public.enishi_lists(mask integer) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT number.number FROM generate_series(1, 16) number(number) WHERE ((enishi_lists.mask & (64 << number.number)) <> 0));

CREATE FUNCTION public.enishi_lower(texts text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(lower(t.each) ORDER BY t.place), '{}'::text[]) AS "coalesce" FROM unnest(enishi_lower.texts) WITH ORDINALITY t(each, place));

CREATE FUNCTION public.enishi_meant(uuid, uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $_$
declare asked segments;
begin
select * into asked from segments where id = $1;
if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and ((member.status = 'ACTIVE' and (member.listing = 'LISTED' or member.id = v.id or member.listing = 'TIES_ONLY' and member.id in (select tied.other_id from ties tied where tied.member_id = v.id)) and member.id not in (select hidden.other_id from blocks hidden where hidden.member_id = v.id)))) then return false; end if;
if asked.named is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (member.name_fold like (select '%' || enishi_pattern(asked.named) || '%'))) then return false; end if; end if;
if asked.searched is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and ((member.name_search like (select '% ' || enishi_search_fold(asked.searched) || '|%') or not exists(select from enishi_search_wanted(v.network_id, asked.searched) w where (strpos(member.name_search, w.word) > 0 or strpos((case when ((enishi_clamped(member.former_name_audience, policy.former_name_floor, policy.former_name_ceiling) & v.standing <> 0 or enishi_clamped(member.former_name_audience, policy.former_name_floor, policy.former_name_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 1 <> 0))) then member.former_search end), w.word) > 0 or strpos((case when ((enishi_clamped(member.headline_audience, policy.headline_floor, policy.headline_ceiling) & v.standing <> 0 or enishi_clamped(member.headline_audience, policy.headline_floor, policy.headline_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2 <> 0))) then member.headline_search end), w.word) > 0 or (case when member.id = v.id then member.attribute_keys when member.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)) then member.attribute_keys else array(select a.key from member_attributes h join attributes a on a.id = h.attribute_id where h.member_id = member.id and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)))) end) && w.keys or exists(select from positions p where p.member_id = member.id and strpos(p.company_search, w.word) > 0 and (((enishi_clamped(p.audience, policy.positions_floor, policy.positions_ceiling) & v.standing <> 0 or enishi_clamped(p.audience, policy.positions_floor, policy.positions_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = p.member_id) <> 0) and (p.member_id = v.id or p.member_id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 1024 <> 0)))))) is not true)))) then return false; end if; end if;
if asked.kinds is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (member.kind = any(asked.kinds))) then return false; end if; end if;
if asked.all_of is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (cardinality(asked.all_of) = (select count(*) from attributes a where a.id = any(asked.all_of) and a.network_id = v.network_id) and (case when member.id = v.id then member.attribute_keys when member.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)) then member.attribute_keys else array(select a.key from member_attributes h join attributes a on a.id = h.attribute_id where h.member_id = member.id and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)))) end) @> array(select a.key from attributes a where a.id = any(asked.all_of)))) then return false; end if; end if;
if asked.any_of is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and ((case when member.id = v.id then member.attribute_keys when member.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)) then member.attribute_keys else array(select a.key from member_attributes h join attributes a on a.id = h.attribute_id where h.member_id = member.id and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)))) end) && array(select a.key from attributes a where a.id = any(asked.any_of) and a.network_id = v.network_id))) then return false; end if; end if;
if asked.department_id is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (exists(select from employments e where e.member_id = member.id and e.network_id = v.network_id and e.department_id = asked.department_id and (((enishi_clamped(e.audience, policy.employments_floor, policy.employments_ceiling) & v.standing <> 0 or enishi_clamped(e.audience, policy.employments_floor, policy.employments_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = e.member_id) <> 0) and (e.member_id = v.id or e.member_id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 512 <> 0))))))) then return false; end if; end if;
if asked.cohort is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (exists(select from employments e where e.member_id = member.id and e.network_id = v.network_id and e.cohort = asked.cohort and (((enishi_clamped(e.audience, policy.employments_floor, policy.employments_ceiling) & v.standing <> 0 or enishi_clamped(e.audience, policy.employments_floor, policy.employments_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = e.member_id) <> 0) and (e.member_id = v.id or e.member_id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 512 <> 0))))))) then return false; end if; end if;
if asked.industry_id is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (exists(select from positions p where p.member_id = member.id and p.network_id = v.network_id and p.industry_id = asked.industry_id and p.ended is null and (((enishi_clamped(p.audience, policy.positions_floor, policy.positions_ceiling) & v.standing <> 0 or enishi_clamped(p.audience, policy.positions_floor, policy.positions_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = p.member_id) <> 0) and (p.member_id = v.id or p.member_id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 1024 <> 0))))))) then return false; end if; end if;
if asked.company is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and (exists(select from positions work where work.member_id = member.id and work.network_id = v.network_id and work.ended is null and work.company_key = enishi_company(asked.company) and work.company_key <> '' and (((enishi_clamped(work.audience, policy.positions_floor, policy.positions_ceiling) & v.standing <> 0 or enishi_clamped(work.audience, policy.positions_floor, policy.positions_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = work.member_id) <> 0) and (work.member_id = v.id or work.member_id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 1024 <> 0))))))) then return false; end if; end if;
if asked.place_id is not null then if not exists(select from members v cross join lateral enishi_policy(v.network_id) policy join members member on member.id = $2 where v.id = asked.author_id and ((case when member.id = v.id then member.attribute_keys when member.restricted_keys = '{}' and policy.attributes_ceiling & 64 <> 0 and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)) then member.attribute_keys else array(select a.key from member_attributes h join attributes a on a.id = h.attribute_id where h.member_id = member.id and ((enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & v.standing <> 0 or enishi_clamped(h.audience, policy.attributes_floor, policy.attributes_ceiling) & (select case when met.id = v.id then -1 else v.standing | case when met.id in (select met_tie.other_id from ties met_tie where met_tie.member_id = v.id) then 2 else 0 end | case when met.group_ids && v.group_ids then 4 else 0 end | coalesce(met.list_masks[array_position(met.listed_ids, v.id)], 0) end from members met where met.id = member.id) <> 0) and (member.id = v.id or member.id not in (select x.member_id from exclusions x where x.network_id = v.network_id and x.tokens && v.belongings and x.fields_mask & 2048 <> 0)))) end) && array(with recursive places(id, key) as (select a.id, a.key from attributes a where a.id = asked.place_id and a.network_id = v.network_id union select a.id, a.key from attributes a join places on a.parent_id = places.id and a.network_id = v.network_id) select key from places))) then return false; end if; end if;
return true;
end
$_$;

CREATE FUNCTION public.enishi_mentioned(html text, seen uuid[]) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(html, (('<span class="mention" data-member="mem_(?!(?:none'::text || COALESCE(('|'::text || array_to_string(seen, '|'::text)), ''::text)) || ')")[^"]*">([^<]*)</span>'::text), '\1'::text, 'g'::text);

CREATE FUNCTION public.enishi_pattern(typed text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(public.enishi_fold(typed), '([\\%_])'::text, '\\\1'::text, 'g'::text);

CREATE FUNCTION public.enishi_plain_html(body text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (('<p>'::text || replace(regexp_replace(replace(replace(replace(btrim(replace(body, ''::text, ''::text), ' 	
'::text), '&'::text, '&amp;'::text), '<'::text, '&lt;'::text), '>'::text, '&gt;'::text), '\n[ \t]*\n\s*'::text, '</p><p>'::text, 'g'::text), '
'::text, '<br>
'::text)) || '</p>'::text);

CREATE FUNCTION public.enishi_policy(network uuid) RETURNS TABLE(former_name_floor integer, former_name_ceiling integer, headline_floor integer, headline_ceiling integer, bio_floor integer, bio_ceiling integer, avatar_floor integer, avatar_ceiling integer, gender_floor integer, gender_ceiling integer, birthday_floor integer, birthday_ceiling integer, email_floor integer, email_ceiling integer, phone_floor integer, phone_ceiling integer, links_floor integer, links_ceiling integer, employments_floor integer, employments_ceiling integer, positions_floor integer, positions_ceiling integer, attributes_floor integer, attributes_ceiling integer, openness_floor integer, openness_ceiling integer)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select
        n.audience_floors[1], n.audience_ceilings[1], n.audience_floors[2], n.audience_ceilings[2],
        n.audience_floors[3], n.audience_ceilings[3], n.audience_floors[4], n.audience_ceilings[4],
        n.audience_floors[5], n.audience_ceilings[5], n.audience_floors[6], n.audience_ceilings[6],
        n.audience_floors[7], n.audience_ceilings[7], n.audience_floors[8], n.audience_ceilings[8],
        n.audience_floors[9], n.audience_ceilings[9], n.audience_floors[10], n.audience_ceilings[10],
        n.audience_floors[11], n.audience_ceilings[11], n.audience_floors[12], n.audience_ceilings[12],
        n.audience_floors[13], n.audience_ceilings[13]
    from networks n where n.id = network
    offset 0
$$;

CREATE FUNCTION public.enishi_prefixed(prefix text, texts text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg((enishi_prefixed.prefix || t.each) ORDER BY t.place), '{}'::text[]) AS "coalesce" FROM unnest(enishi_prefixed.texts) WITH ORDINALITY t(each, place));

CREATE FUNCTION public.enishi_roughly(number bigint, before integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((before > 0) AND (number >= (before / 4)) AND (number < (before * 2))) THEN before ELSE (SELECT (1 << min(power.power)) FROM generate_series(3, 30) power(power) WHERE ((1 << power.power) > enishi_roughly.number)) END;

CREATE FUNCTION public.enishi_search_names(VARIADIC written text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'public'
    AS $$
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

CREATE FUNCTION public.enishi_search_query(network uuid, typed text, class integer) RETURNS tsquery
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
    AS $$
declare
    mark text := right(network::text, 6);
    words text[] := enishi_search_words(typed);
    longest int := (select max(char_length(word)) from unnest(words) word);
    whole text := quote_literal(mark || '^' || left(enishi_search_fold(typed), 600) || '|');
    parts text;
    starts text;
    anywhere text;
    anything text;
begin
    if words = '{}' then
        return null;
    end if;
    select string_agg(quote_literal(mark || '^' || word), '&'), string_agg(enishi_search_term(' ' || word, mark), '&'),
        string_agg(enishi_search_term(word, mark), '&')
    into parts, starts, anywhere from unnest(words) word;
    if class in (0, 4) then
        anything := (
            select string_agg(case when cardinality(keys) > 64 then quote_literal(mark || '*') else '(' || concat_ws('|',
                enishi_search_term(word, mark), enishi_search_term(word, mark || '~'),
                (select string_agg(quote_literal(mark || '=' || key), '|') from unnest(keys) key)) || ')' end, '&')
            from enishi_search_wanted(network, typed));
    end if;
    return (case class
        when 0 then anything || '|' || whole
        when 1 then parts || '|' || whole
        when 2 then starts || '&!(' || parts || ')&!' || whole
        when 3 then anywhere || '&!' || whole || case when longest = 1 then '&!(' || starts || ')' else '' end
        else '(' || anything || ')&!' || whole || case when longest <= 2 then '&!(' || anywhere || ')' else '' end
    end)::tsquery;
end $$;

CREATE FUNCTION public.enishi_search_term(folded text, mark text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT (('('::text || string_agg(DISTINCT quote_literal((enishi_search_term.mark || substr(enishi_search_term.folded, i.i, 2))), '&'::text)) || ')'::text) FROM generate_series(1, GREATEST((char_length(enishi_search_term.folded) - 1), 1)) i(i));

CREATE FUNCTION public.enishi_search_texts(written text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(string_agg(public.enishi_search_fold(each.each), ' '::text), ''::text) AS "coalesce" FROM unnest(enishi_search_texts.written) each(each));

CREATE FUNCTION public.enishi_search_tokens(network uuid, names text, former text, headline text, companies text, keys integer[]) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE COST 1e+06 PARALLEL SAFE
    AS $$
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

CREATE FUNCTION public.enishi_search_words(typed text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(DISTINCT word.word) FILTER (WHERE (word.word <> ''::text)), '{}'::text[]) AS "coalesce" FROM regexp_split_to_table((enishi_search_words.typed COLLATE pg_c_utf8), '[[:space:]]+'::text) each(each), LATERAL "left"(public.enishi_search_fold(each.each), 300) word(word));

CREATE SEQUENCE public.attribute_keys
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;




CREATE TABLE public.attributes (
    id uuid NOT NULL,
    key integer DEFAULT nextval('public.attribute_keys'::regclass) NOT NULL,
    kind character varying(16) NOT NULL,
    label_ja character varying(200) NOT NULL,
    label_en character varying(200),
    aliases text[] NOT NULL,
    code character varying(100),
    rarity integer DEFAULT 0 NOT NULL,
    holders_kept integer DEFAULT 0 NOT NULL,
    sort_label text GENERATED ALWAYS AS ((public.enishi_fold((label_ja)::text) COLLATE "C")) STORED,
    label_fold text GENERATED ALWAYS AS ((public.enishi_fold((((((label_ja)::text || ' '::text) || (COALESCE(label_en, ''::character varying))::text) || ' '::text) || public.enishi_join(aliases))) COLLATE "C")) STORED,
    network_id uuid NOT NULL,
    parent_id uuid,
    label_search text GENERATED ALWAYS AS ((public.enishi_search_texts(((ARRAY[label_ja, label_en] || (aliases)::character varying[]))::text[]) COLLATE "C")) STORED,
    CONSTRAINT attributes_kind CHECK ((kind IN ('SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST', 'CERTIFICATION', 'COHORT'))),
    CONSTRAINT attributes_label_ja CHECK (((char_length((label_ja)::text) <= 200) AND (btrim((label_ja)::text) <> ''::text))),
    CONSTRAINT attributes_not_own_parent CHECK ((parent_id <> id))
);

CREATE FUNCTION public.enishi_search_wanted(network uuid, typed text) RETURNS TABLE(word text, keys integer[])
    LANGUAGE sql STABLE STRICT ROWS 2 PARALLEL SAFE
    BEGIN ATOMIC
 SELECT each.each,
     ARRAY( SELECT a.key
            FROM public.attributes a
           WHERE ((a.network_id = enishi_search_wanted.network) AND (strpos(a.label_search, each.each) > 0))
           ORDER BY a.key) AS "array"
    FROM unnest(public.enishi_search_words(enishi_search_wanted.typed)) each(each);
END;

CREATE FUNCTION public.enishi_texts(listed jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT COALESCE(array_agg(t.each ORDER BY t.place), '{}'::text[]) AS "coalesce" FROM jsonb_array_elements_text(enishi_texts.listed) WITH ORDINALITY t(each, place));

CREATE FUNCTION public.give_belongings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    -- Who changes the addresses of the account and who becomes its member wait for each other here.
    perform from accounts a where a.id = new.account_id for share;
    new.belongings := array(
        select 'dom:' || domain from account_emails a, unnest(enishi_domains(a.address)) domain
        where a.account_id = new.account_id union select 'mem:' || new.id::text order by 1);
    new.group_ids := '{}';
    return new;
end $$;

CREATE FUNCTION public.give_usual_audience() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.audience := (select n.audience_usual[tg_argv[0]::int] from networks n where n.id = new.network_id);
    return new;
end $$;

CREATE FUNCTION public.give_usual_audiences() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare usual int[] := (select n.audience_usual from networks n where n.id = new.network_id);
begin
    new.former_name_audience := coalesce(new.former_name_audience, usual[1]);
    new.headline_audience := coalesce(new.headline_audience, usual[2]);
    new.bio_audience := coalesce(new.bio_audience, usual[3]);
    new.avatar_audience := coalesce(new.avatar_audience, usual[4]);
    new.gender_audience := coalesce(new.gender_audience, usual[5]);
    new.birthday_audience := coalesce(new.birthday_audience, usual[6]);
    new.email_audience := coalesce(new.email_audience, usual[7]);
    new.phone_audience := coalesce(new.phone_audience, usual[8]);
    new.links_audience := coalesce(new.links_audience, usual[9]);
    return new;
end $$;

CREATE FUNCTION public.hold_open_spell() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare subject uuid := case tg_table_name when 'members' then new.id else (to_jsonb(new) ->> 'member_id')::uuid end;
begin
    -- Who changes the kind and who opens a spell at the same time wait for each other here.
    perform from members m where m.id = subject for no key update;
    if exists(select from employments e join members m on m.id = e.member_id
              where m.id = subject and e.ended is null and m.kind <> 'EMPLOYEE') then
        raise exception 'a member with an open spell of employment is an EMPLOYEE'
            using errcode = 'check_violation', constraint = 'employments_open_means_employee';
    end if;
    return null;
end $$;

CREATE FUNCTION public.keep_access_log() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' then
        if not exists(select from networks n where n.id = old.network_id) then return old; end if;
    elsif tg_op = 'UPDATE' then
        if to_jsonb(new) - array['actor_id', 'subject_id', 'entry_id']
                = to_jsonb(old) - array['actor_id', 'subject_id', 'entry_id']
            and (new.actor_id is not distinct from old.actor_id or new.actor_id is null
                and not exists(select from members m where m.id = old.actor_id))
            and (new.subject_id is not distinct from old.subject_id or new.subject_id is null
                and not exists(select from members m where m.id = old.subject_id))
            and (new.entry_id is not distinct from old.entry_id or new.entry_id is null
                and not exists(select from roster_entries r where r.id = old.entry_id))
        then return new; end if;
    end if;
    raise exception 'rows of % are only added', tg_table_name using errcode = 'restrict_violation';
end $$;

CREATE FUNCTION public.keep_attribute_keys() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    -- Whoever waits here for another's change must read after it: an UPDATE that waits reads as of before.
    perform from members m where m.id in (select member_id from changed) order by m.id for no key update;
    update members m set attribute_keys = held.keys, restricted_keys = held.restricted
    from (
        select c.member_id, coalesce(array_agg(a.key order by a.key) filter (where a.key is not null), '{}') as keys,
            coalesce(array_agg(a.key order by a.key) filter (where x.audience & 64 = 0), '{}') as restricted
        from (select distinct member_id from changed) c
        left join (member_attributes x join attributes a on a.id = x.attribute_id) on x.member_id = c.member_id
        group by c.member_id
    ) held
    where m.id = held.member_id and (m.attribute_keys, m.restricted_keys) is distinct from (held.keys, held.restricted);
    return null;
end $$;

CREATE FUNCTION public.keep_belongings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    if tg_table_name = 'group_memberships' then
        -- Who joins a group and who changes what HR may read wait for each other here.
        perform from groups g where g.id in (select group_id from changed) order by g.id for share;
    end if;
    perform enishi_keep_belongings(subjects);
    -- Counted while the members are locked: two at once cannot both write the last one.
    if tg_table_name = 'positions' and tg_op <> 'DELETE' and exists(
        select from positions p where p.member_id in (select member_id from changed)
        group by p.member_id having count(*) > 50)
    then
        raise exception 'a member has at most 50 positions'
            using errcode = 'check_violation', table = 'positions', constraint = 'positions_most';
    end if;
    return null;
end $$;

CREATE FUNCTION public.keep_belongings_of_accounts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare owners uuid[] := array(select distinct account_id from changed);
begin
    if tg_op = 'UPDATE' then
        owners := owners || array(select account_id from gone);
    end if;
    perform from members m where m.account_id in (select unnest(owners)) order by m.id for no key update;
    perform from accounts a where a.id in (select unnest(owners)) order by a.id for no key update;
    perform enishi_keep_belongings(array(select m.id from members m where m.account_id in (select unnest(owners))));
    return null;
end $$;

CREATE FUNCTION public.keep_belongings_of_group() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform enishi_keep_belongings(array(select x.member_id from group_memberships x where x.group_id = new.id));
    return null;
end $$;

CREATE FUNCTION public.keep_belongings_of_member() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    -- Roles have nothing to do with the addresses of the account: who changes these waits for the member.
    if old.account_id is distinct from new.account_id then
        perform from accounts a where a.id = new.account_id for share;
    end if;
    perform enishi_keep_belongings(array[new.id]);
    return null;
end $$;

CREATE FUNCTION public.keep_excludes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m set excludes = not m.excludes
    where m.id in (select unnest(subjects)) and m.excludes <> exists(select from exclusions x where x.member_id = m.id);
    return null;
end $$;

CREATE FUNCTION public.keep_lists() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare subjects uuid[] := array(select distinct member_id from changed);
begin
    if tg_op = 'UPDATE' then
        subjects := subjects || array(select member_id from gone);
    end if;
    perform from members m where m.id in (select unnest(subjects)) order by m.id for no key update;
    update members m set listed_ids = kept.others, list_masks = kept.masks
    from (
        select each.id, array_agg(each.other_id order by each.other_id) filter (where each.other_id is not null) as others,
            array_agg(each.bits order by each.other_id) filter (where each.other_id is not null) as masks
        from (
            select s.id, l.other_id, bit_or(128 << (l.list_number - 1)) as bits
            from (select distinct unnest(subjects) as id) s left join listed l on l.member_id = s.id
            group by s.id, l.other_id) each
        group by each.id
    ) kept
    where m.id = kept.id and (m.listed_ids, m.list_masks) is distinct from (kept.others, kept.masks);
    return null;
end $$;

CREATE FUNCTION public.refuse_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin raise exception 'the pair of a row of % does not change', tg_table_name using errcode = 'restrict_violation'; end $$;

CREATE TABLE public.access_log (
    id uuid NOT NULL,
    purpose character varying(200) NOT NULL,
    fields_read text[] NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    entry_id uuid,
    network_id uuid NOT NULL,
    subject_id uuid,
    CONSTRAINT access_log_fields_read CHECK ((cardinality(fields_read) > 0)),
    CONSTRAINT access_log_purpose CHECK (((char_length((purpose)::text) <= 200) AND (btrim((purpose)::text) <> ''::text)))
);

CREATE TABLE public.access_tokens (
    id uuid NOT NULL,
    label character varying(100) NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    app_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    session_id uuid NOT NULL,
    CONSTRAINT access_tokens_label CHECK (((char_length((label)::text) <= 100) AND (btrim((label)::text) <> ''::text))),
    CONSTRAINT access_tokens_scopes CHECK (((scopes <@ ARRAY['MEMBERS_READ'::text, 'TIES_READ'::text, 'GROUPS_READ'::text, 'POSTS_READ'::text, 'POSTS_WRITE'::text, 'JOBS_READ'::text, 'JOBS_WRITE'::text, 'APPLICATIONS_READ'::text, 'APPLICATIONS_WRITE'::text, 'MESSAGES_READ'::text, 'MESSAGES_WRITE'::text, 'ANNOUNCEMENTS_READ'::text, 'ANNOUNCEMENTS_WRITE'::text]) AND (cardinality(scopes) > 0)))
);

CREATE TABLE public.account_emails (
    id uuid NOT NULL,
    address character varying(254) NOT NULL,
    verified_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT account_emails_form CHECK ((((address)::text = lower((address)::text)) AND ((address)::text ~~ '_%@_%'::text)))
);

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    locale character varying(2) NOT NULL,
    time_zone character varying(63) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_locale CHECK ((locale IN ('JA', 'EN')))
);

CREATE TABLE public.announcement_topics (
    id uuid NOT NULL,
    name_ja character varying(100) NOT NULL,
    name_en character varying(100),
    place integer NOT NULL,
    archived_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT announcement_topics_name_en CHECK (((char_length((name_en)::text) <= 100) AND (btrim((name_en)::text) <> ''::text))),
    CONSTRAINT announcement_topics_name_ja CHECK (((char_length((name_ja)::text) <= 100) AND (btrim((name_ja)::text) <> ''::text))),
    CONSTRAINT announcement_topics_version CHECK ((version > 0))
);

CREATE TABLE public.announcements (
    id uuid NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    status character varying(16) NOT NULL,
    by_mail boolean NOT NULL,
    scheduled_at timestamp with time zone,
    sent_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    listed_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    version integer NOT NULL,
    author_id uuid,
    network_id uuid NOT NULL,
    segment_id uuid,
    topic_id uuid NOT NULL,
    CONSTRAINT announcements_body CHECK (((char_length(body) <= 20000) AND (btrim(body) <> ''::text))),
    CONSTRAINT announcements_scheduled CHECK ((((status)::text <> 'SCHEDULED'::text) OR (scheduled_at IS NOT NULL))),
    CONSTRAINT announcements_sent CHECK (
CASE status
    WHEN 'SENT'::text THEN (sent_at IS NOT NULL)
    WHEN 'CANCELLED'::text THEN true
    ELSE (sent_at IS NULL)
END),
    CONSTRAINT announcements_status CHECK ((status IN ('DRAFT', 'SCHEDULED', 'SENT', 'CANCELLED'))),
    CONSTRAINT announcements_title CHECK (((char_length((title)::text) <= 200) AND (btrim((title)::text) <> ''::text))),
    CONSTRAINT announcements_version CHECK ((version > 0))
);

CREATE TABLE public.application_notes (
    id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    application_id uuid NOT NULL,
    author_id uuid,
    network_id uuid NOT NULL,
    CONSTRAINT application_notes_body CHECK (((char_length(body) <= 2000) AND (btrim(body) <> ''::text)))
);

CREATE TABLE public.application_steps (
    id uuid NOT NULL,
    stage character varying(16) NOT NULL,
    reason character varying(16),
    note text,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    application_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT application_steps_note CHECK (((char_length(note) <= 2000) AND (btrim(note) <> ''::text))),
    CONSTRAINT application_steps_noted CHECK (((note IS NULL) OR (NOT (stage IN ('SUBMITTED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'))))),
    CONSTRAINT application_steps_reason CHECK (((reason IS NULL) OR (((stage)::text = 'REJECTED'::text) AND (reason IN ('REQUIREMENTS', 'POSITION_FILLED', 'JOB_CANCELLED', 'CONDITIONS', 'OTHER'))) OR (((stage)::text = 'DECLINED'::text) AND (reason IN ('CONDITIONS', 'OTHER_OFFER', 'PERSONAL', 'OTHER'))) OR (((stage)::text = 'WITHDRAWN'::text) AND (reason IN ('CONDITIONS', 'OTHER_OFFER', 'PERSONAL', 'OTHER', 'LEFT_NETWORK'))))),
    CONSTRAINT application_steps_stage CHECK ((stage IN ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'REJECTED', 'WITHDRAWN')))
);

CREATE TABLE public.applications (
    id uuid NOT NULL,
    stage character varying(16) NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    hired_at timestamp with time zone,
    version integer NOT NULL,
    applicant_id uuid NOT NULL,
    job_id uuid NOT NULL,
    network_id uuid NOT NULL,
    referral_id uuid,
    referrer_told character varying(16) DEFAULT 'NOTHING'::character varying NOT NULL,
    CONSTRAINT applications_hired CHECK (((hired_at IS NULL) OR ((stage)::text = 'ACCEPTED'::text))),
    CONSTRAINT applications_moved CHECK ((moved_at >= applied_at)),
    CONSTRAINT applications_referrer_told CHECK ((referrer_told IN ('NOTHING', 'APPLIED', 'OUTCOME'))),
    CONSTRAINT applications_stage CHECK ((stage IN ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'REJECTED', 'WITHDRAWN'))),
    CONSTRAINT applications_version CHECK ((version > 0))
);

CREATE TABLE public.apps (
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    description character varying(500) NOT NULL,
    homepage character varying(500),
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    version integer NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT apps_description CHECK (((char_length((description)::text) <= 500) AND (btrim((description)::text) <> ''::text))),
    CONSTRAINT apps_homepage CHECK (((char_length((homepage)::text) <= 500) AND ((homepage)::text ~~ 'https://_%'::text))),
    CONSTRAINT apps_name CHECK (((char_length((name)::text) <= 100) AND (btrim((name)::text) <> ''::text))),
    CONSTRAINT apps_scopes CHECK (((scopes <@ ARRAY['MEMBERS_READ'::text, 'TIES_READ'::text, 'GROUPS_READ'::text, 'POSTS_READ'::text, 'POSTS_WRITE'::text, 'JOBS_READ'::text, 'JOBS_WRITE'::text, 'APPLICATIONS_READ'::text, 'APPLICATIONS_WRITE'::text, 'MESSAGES_READ'::text, 'MESSAGES_WRITE'::text, 'ANNOUNCEMENTS_READ'::text, 'ANNOUNCEMENTS_WRITE'::text]) AND (cardinality(scopes) > 0))),
    CONSTRAINT apps_version CHECK ((version > 0))
);

CREATE TABLE public.attribute_proposals (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    label_ja character varying(200) NOT NULL,
    label_en character varying(200),
    year smallint,
    shown_to integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    label_fold text GENERATED ALWAYS AS ((public.enishi_fold((label_ja)::text) COLLATE "C")) STORED,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT attribute_proposals_kind CHECK ((kind IN ('SKILL', 'INDUSTRY', 'OCCUPATION', 'DEPARTMENT', 'SCHOOL', 'PLACE', 'LANGUAGE', 'INTEREST', 'CERTIFICATION', 'COHORT'))),
    CONSTRAINT attribute_proposals_label_en CHECK (((char_length((label_en)::text) <= 200) AND (btrim((label_en)::text) <> ''::text))),
    CONSTRAINT attribute_proposals_label_ja CHECK (((char_length((label_ja)::text) <= 200) AND (btrim((label_ja)::text) <> ''::text))),
    CONSTRAINT attribute_proposals_shown_to CHECK (((shown_to & 1) <> 0)),
    CONSTRAINT attribute_proposals_year CHECK (((year >= 1900) AND (year <= 2200)))
);

CREATE TABLE public.audit_entries (
    id uuid NOT NULL,
    number bigint NOT NULL,
    what character varying(64) NOT NULL,
    actor_id uuid,
    subject_type character varying(32) NOT NULL,
    subject_id uuid NOT NULL,
    ground character varying(500),
    at timestamp with time zone NOT NULL,
    hash bytea NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT audit_entries_from_one CHECK ((number > 0)),
    CONSTRAINT audit_entries_ground CHECK (((char_length((ground)::text) <= 500) AND (btrim((ground)::text) <> ''::text))),
    CONSTRAINT audit_entries_hash CHECK ((octet_length(hash) = 32)),
    CONSTRAINT audit_entries_what CHECK (((what)::text ~ '^[a-z_]+\.[a-z_]+$'::text))
);

CREATE TABLE public.blocks (
    id uuid NOT NULL,
    by_me boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    name character varying(200),
    CONSTRAINT blocks_name CHECK (((char_length((name)::text) <= 200) AND (btrim((name)::text) <> ''::text))),
    CONSTRAINT blocks_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.claims (
    id uuid NOT NULL,
    address character varying(254) NOT NULL,
    display_name character varying(200) NOT NULL,
    external_id character varying(100),
    family_name character varying(100),
    status character varying(16) NOT NULL,
    rejection character varying(16),
    decided_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    account_id uuid,
    decided_by_id uuid,
    entry_id uuid,
    member_id uuid,
    network_id uuid NOT NULL,
    CONSTRAINT claims_address CHECK ((((address)::text = lower((address)::text)) AND ((address)::text ~~ '_%@_%'::text))),
    CONSTRAINT claims_decided CHECK (((status IN ('APPROVED', 'REJECTED')) = (decided_at IS NOT NULL))),
    CONSTRAINT claims_display_name CHECK (((char_length((display_name)::text) <= 200) AND (btrim((display_name)::text) <> ''::text))),
    CONSTRAINT claims_proven CHECK ((((status)::text = 'UNPROVEN'::text) OR (account_id IS NOT NULL))),
    CONSTRAINT claims_rejected CHECK ((((status)::text = 'REJECTED'::text) = (rejection IS NOT NULL))),
    CONSTRAINT claims_rejection CHECK ((rejection IN ('NOT_ON_RECORD', 'ALREADY_CLAIMED', 'NOT_ELIGIBLE', 'DUPLICATE', 'OTHER'))),
    CONSTRAINT claims_status CHECK ((status IN ('UNPROVEN', 'PENDING', 'APPROVED', 'REJECTED')))
);

CREATE TABLE public.comeback_interests (
    id uuid NOT NULL,
    roles text[] DEFAULT '{}'::text[] NOT NULL,
    kinds text[] NOT NULL,
    place_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    wanted_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    starts_from character varying(10),
    note character varying(2000),
    said_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT comeback_interests_expires CHECK (((expires_at > said_at) AND ((expires_at - said_at) <= '366 days'::interval))),
    CONSTRAINT comeback_interests_kinds CHECK (((kinds <@ ARRAY['COMEBACK'::text, 'REGULAR'::text, 'SIDE_JOB'::text, 'CONTRACT'::text, 'PROJECT'::text]) AND (kinds <> '{}'::text[]))),
    CONSTRAINT comeback_interests_note CHECK (((char_length((note)::text) <= 2000) AND (btrim((note)::text) <> ''::text))),
    CONSTRAINT comeback_interests_places CHECK ((cardinality(place_ids) <= 20)),
    CONSTRAINT comeback_interests_roles CHECK ((roles <@ ARRAY['HR_ADMIN'::text, 'RECRUITER'::text])),
    CONSTRAINT comeback_interests_starts CHECK (((starts_from)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text)),
    CONSTRAINT comeback_interests_wanted CHECK ((cardinality(wanted_ids) <= 20))
);

CREATE TABLE public.comments (
    id uuid NOT NULL,
    depth smallint NOT NULL,
    body text,
    external_id character varying(100),
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    version integer NOT NULL,
    author_id uuid,
    network_id uuid NOT NULL,
    parent_id uuid,
    post_id uuid NOT NULL,
    body_html text,
    deleted_at timestamp with time zone,
    CONSTRAINT comments_body CHECK (((char_length(body) <= 40000) AND (btrim(body) <> ''::text))),
    CONSTRAINT comments_depth CHECK (((depth >= 0) AND ((depth = 0) = (parent_id IS NULL)))),
    CONSTRAINT comments_gone CHECK ((((body IS NULL) = (deleted_at IS NOT NULL)) AND ((deleted_at IS NULL) OR (num_nonnulls(body_html) = 0)))),
    CONSTRAINT comments_version CHECK ((version > 0))
);

CREATE TABLE public.contract_terms (
    id uuid NOT NULL,
    client text,
    work text,
    period text,
    place text,
    hours text,
    pay text,
    payment_days smallint,
    ending text,
    inspection text,
    payment_method text,
    expenses text,
    rights text,
    subcontract text,
    job_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT contract_terms_client CHECK (((char_length(client) <= 2000) AND (btrim(client) <> ''::text))),
    CONSTRAINT contract_terms_ending CHECK (((char_length(ending) <= 2000) AND (btrim(ending) <> ''::text))),
    CONSTRAINT contract_terms_expenses CHECK (((char_length(expenses) <= 2000) AND (btrim(expenses) <> ''::text))),
    CONSTRAINT contract_terms_hours CHECK (((char_length(hours) <= 2000) AND (btrim(hours) <> ''::text))),
    CONSTRAINT contract_terms_inspection CHECK (((char_length(inspection) <= 2000) AND (btrim(inspection) <> ''::text))),
    CONSTRAINT contract_terms_pay CHECK (((char_length(pay) <= 2000) AND (btrim(pay) <> ''::text))),
    CONSTRAINT contract_terms_payment_days CHECK (((payment_days >= 1) AND (payment_days <= 60))),
    CONSTRAINT contract_terms_payment_method CHECK (((char_length(payment_method) <= 2000) AND (btrim(payment_method) <> ''::text))),
    CONSTRAINT contract_terms_period CHECK (((char_length(period) <= 2000) AND (btrim(period) <> ''::text))),
    CONSTRAINT contract_terms_place CHECK (((char_length(place) <= 2000) AND (btrim(place) <> ''::text))),
    CONSTRAINT contract_terms_rights CHECK (((char_length(rights) <= 2000) AND (btrim(rights) <> ''::text))),
    CONSTRAINT contract_terms_subcontract CHECK (((char_length(subcontract) <= 2000) AND (btrim(subcontract) <> ''::text))),
    CONSTRAINT contract_terms_work CHECK (((char_length(work) <= 2000) AND (btrim(work) <> ''::text)))
);

CREATE TABLE public.conversations (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    title character varying(200),
    subject character varying(200),
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    last_number integer NOT NULL,
    last_message_at timestamp with time zone,
    version integer NOT NULL,
    assignee_id uuid,
    network_id uuid NOT NULL,
    office_id uuid,
    one_id uuid,
    other_id uuid,
    starter_id uuid,
    job_id uuid,
    CONSTRAINT conversations_in_order CHECK ((one_id < other_id)),
    CONSTRAINT conversations_kind CHECK ((kind IN ('DIRECT', 'GROUP', 'OFFICE'))),
    CONSTRAINT conversations_last CHECK (((last_number >= 0) AND ((last_number = 0) = (last_message_at IS NULL)))),
    CONSTRAINT conversations_shape CHECK (((num_nonnulls(one_id, other_id) =
CASE
    WHEN ((kind)::text = 'DIRECT'::text) THEN 2
    ELSE 0
END) AND ((title IS NOT NULL) = ((kind)::text = 'GROUP'::text)) AND (num_nonnulls(subject, office_id) =
CASE
    WHEN ((kind)::text = 'OFFICE'::text) THEN 2
    ELSE 0
END) AND (((kind)::text = 'OFFICE'::text) OR (num_nonnulls(assignee_id, closed_at, job_id) = 0)))),
    CONSTRAINT conversations_subject CHECK (((char_length((subject)::text) <= 200) AND (btrim((subject)::text) <> ''::text))),
    CONSTRAINT conversations_title CHECK (((char_length((title)::text) <= 200) AND (btrim((title)::text) <> ''::text))),
    CONSTRAINT conversations_version CHECK ((version > 0))
);

CREATE TABLE public.deliveries (
    id uuid NOT NULL,
    channel character varying(8) NOT NULL,
    state character varying(16) NOT NULL,
    attempts integer NOT NULL,
    at timestamp with time zone NOT NULL,
    unsubscribed_at timestamp with time zone,
    announcement_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT deliveries_attempts CHECK ((attempts >= 0)),
    CONSTRAINT deliveries_channel CHECK ((channel IN ('IN_APP', 'MAIL'))),
    CONSTRAINT deliveries_state CHECK ((state IN ('PENDING', 'SENT', 'FAILED', 'SUPPRESSED')))
);

CREATE TABLE public.dismissals (
    id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT dismissals_end CHECK ((until > since)),
    CONSTRAINT dismissals_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.employments (
    id uuid NOT NULL,
    title character varying(200),
    started character varying(10) NOT NULL,
    ended character varying(10),
    verified_by character varying(8) NOT NULL,
    version integer NOT NULL,
    cohort integer GENERATED ALWAYS AS ((EXTRACT(year FROM (public.enishi_first_day((started)::text) - '3 mons'::interval)))::integer) STORED,
    spell daterange GENERATED ALWAYS AS (daterange(public.enishi_first_day((started)::text), public.enishi_first_day((ended)::text))) STORED,
    department_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    audience integer,
    CONSTRAINT employments_audience CHECK (((audience IS NOT NULL) AND ((audience & 1) <> 0))),
    CONSTRAINT employments_ended CHECK (((ended)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text)),
    CONSTRAINT employments_started CHECK (((started)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text)),
    CONSTRAINT employments_verified_by CHECK ((verified_by IN ('HR', 'SELF')))
);

CREATE TABLE public.exclusions (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    company character varying(200),
    domains text[] DEFAULT '{}'::text[] NOT NULL,
    fields_mask integer DEFAULT 8191 NOT NULL,
    tokens text[] GENERATED ALWAYS AS ((array_remove(ARRAY[('mem:'::text || (other_id)::text), ('dep:'::text || (department_id)::text), ('grp:'::text || (group_id)::text), ('com:'::text || public.enishi_company((company)::text))], NULL::text) || public.enishi_prefixed('dom:'::text, domains))) STORED,
    department_id uuid,
    group_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid,
    CONSTRAINT exclusions_domains CHECK (((cardinality(domains) <= 20) AND (domains = public.enishi_lower(domains)))),
    CONSTRAINT exclusions_fields CHECK (((fields_mask >= 1) AND (fields_mask <= 8191))),
    CONSTRAINT exclusions_kind CHECK ((kind IN ('MEMBER', 'ORGANISATION', 'DEPARTMENT', 'GROUP'))),
    CONSTRAINT exclusions_of_one_kind CHECK (((((kind)::text = 'MEMBER'::text) = (other_id IS NOT NULL)) AND (((kind)::text = 'DEPARTMENT'::text) = (department_id IS NOT NULL)) AND (((kind)::text = 'GROUP'::text) = (group_id IS NOT NULL)) AND (((kind)::text = 'ORGANISATION'::text) = ((company IS NOT NULL) OR (domains <> '{}'::text[]))))),
    CONSTRAINT exclusions_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.follows (
    id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT follows_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.group_attributes (
    id uuid NOT NULL,
    attribute_id uuid NOT NULL,
    group_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.group_checks (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.group_memberships (
    id uuid NOT NULL,
    role character varying(16) NOT NULL,
    status character varying(16) NOT NULL,
    since timestamp with time zone NOT NULL,
    group_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    note character varying(1000),
    invited_by_id uuid,
    by_rule boolean DEFAULT false NOT NULL,
    CONSTRAINT group_memberships_by_rule CHECK (((NOT by_rule) OR ((status)::text = 'ACTIVE'::text))),
    CONSTRAINT group_memberships_invitation_is_answered CHECK (((invited_by_id IS NULL) OR ((status)::text = 'INVITED'::text))),
    CONSTRAINT group_memberships_note CHECK (((char_length((note)::text) <= 1000) AND (btrim((note)::text) <> ''::text))),
    CONSTRAINT group_memberships_note_is_answered CHECK (((note IS NULL) OR ((status)::text = 'REQUESTED'::text))),
    CONSTRAINT group_memberships_only_members_lead CHECK ((((role)::text = 'MEMBER'::text) OR ((status)::text = 'ACTIVE'::text))),
    CONSTRAINT group_memberships_role CHECK ((role IN ('OWNER', 'MODERATOR', 'MEMBER'))),
    CONSTRAINT group_memberships_status CHECK ((status IN ('ACTIVE', 'REQUESTED', 'INVITED', 'BANNED', 'OPTED_OUT')))
);

CREATE TABLE public.groups (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    description text,
    join_policy character varying(8) NOT NULL,
    secret boolean NOT NULL,
    readable_by_hr boolean NOT NULL,
    external_id character varying(100),
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    version integer NOT NULL,
    sort_name text GENERATED ALWAYS AS ((public.enishi_fold((name)::text) COLLATE "C")) STORED,
    network_id uuid NOT NULL,
    members_invite boolean DEFAULT false NOT NULL,
    capacity integer,
    rule_match character varying(4),
    CONSTRAINT groups_capacity CHECK ((capacity > 0)),
    CONSTRAINT groups_join_policy CHECK ((join_policy IN ('OPEN', 'REQUEST', 'INVITE'))),
    CONSTRAINT groups_name CHECK (((char_length((name)::text) <= 200) AND (btrim((name)::text) <> ''::text))),
    CONSTRAINT groups_rule_knows_no_last_place CHECK (((capacity IS NULL) OR (rule_match IS NULL))),
    CONSTRAINT groups_rule_match CHECK ((rule_match IN ('ANY', 'ALL'))),
    CONSTRAINT groups_secret_is_closed CHECK ((NOT (secret AND ((join_policy)::text = 'OPEN'::text)))),
    CONSTRAINT groups_version CHECK ((version > 0))
);

CREATE TABLE public.idempotency_keys (
    id uuid NOT NULL,
    key character varying(200) NOT NULL,
    input_hash bytea NOT NULL,
    made jsonb,
    "position" bigint,
    created_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT idempotency_keys_input_hash CHECK ((octet_length(input_hash) = 32)),
    CONSTRAINT idempotency_keys_key CHECK (((char_length((key)::text) <= 200) AND (btrim((key)::text) <> ''::text)))
);

CREATE TABLE public.identities (
    id uuid NOT NULL,
    issuer character varying(500) NOT NULL,
    subject character varying(255) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.introduction_answers (
    id uuid NOT NULL,
    accepts boolean NOT NULL,
    introduction_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.introductions (
    id uuid NOT NULL,
    note character varying(500),
    proposed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    agreed_at timestamp with time zone,
    gone_for uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    introducer_id uuid NOT NULL,
    network_id uuid NOT NULL,
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT introductions_end CHECK ((expires_at > proposed_at)),
    CONSTRAINT introductions_note CHECK (((char_length((note)::text) <= 500) AND (btrim((note)::text) <> ''::text))),
    CONSTRAINT introductions_three CHECK (((introducer_id <> one_id) AND (introducer_id <> other_id) AND (one_id < other_id)))
);

CREATE TABLE public.invitations (
    id uuid NOT NULL,
    address character varying(254) NOT NULL,
    kind character varying(16) NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    accepted_by_id uuid,
    entry_id uuid,
    inviter_id uuid,
    network_id uuid NOT NULL,
    CONSTRAINT invitations_address CHECK ((((address)::text = lower((address)::text)) AND ((address)::text ~~ '_%@_%'::text))),
    CONSTRAINT invitations_end_once CHECK ((num_nonnulls(accepted_at, withdrawn_at) <= 1)),
    CONSTRAINT invitations_expire CHECK ((expires_at > created_at)),
    CONSTRAINT invitations_kind CHECK ((kind IN ('ALUMNUS', 'EMPLOYEE', 'GUEST'))),
    CONSTRAINT invitations_token_hash_length CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE public.job_attributes (
    id uuid NOT NULL,
    attribute_id uuid NOT NULL,
    job_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.jobs (
    id uuid NOT NULL,
    by_company boolean NOT NULL,
    kind character varying(8) NOT NULL,
    status character varying(9) NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    body_html text,
    remote character varying(6) NOT NULL,
    hours_per_week smallint,
    pay_min integer,
    pay_max integer,
    pay_currency character varying(3),
    pay_unit character varying(5),
    external_id character varying(100),
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    published_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    valid_through date,
    ends_at timestamp with time zone,
    version integer NOT NULL,
    recent_at timestamp with time zone GENERATED ALWAYS AS (COALESCE(published_at, created_at)) STORED,
    searched text GENERATED ALWAYS AS (public.enishi_search_fold((((title)::text || ' '::text) || body))) STORED,
    author_id uuid,
    network_id uuid NOT NULL,
    place_id uuid,
    segment_id uuid,
    CONSTRAINT jobs_body CHECK (((char_length(body) <= 20000) AND (btrim(body) <> ''::text))),
    CONSTRAINT jobs_ends CHECK (((ends_at > confirmed_at) AND (ends_at <= (confirmed_at + '2185:00:00'::interval)))),
    CONSTRAINT jobs_hours CHECK (((hours_per_week >= 1) AND (hours_per_week <= 168))),
    CONSTRAINT jobs_kind CHECK ((kind IN ('COMEBACK', 'REGULAR', 'SIDE_JOB', 'CONTRACT', 'PROJECT'))),
    CONSTRAINT jobs_pay CHECK (((num_nonnulls(pay_currency, pay_unit) = (2 * LEAST(num_nonnulls(pay_min, pay_max), 1))) AND (pay_min > 0) AND (pay_max > 0) AND (pay_min <= pay_max) AND ((pay_currency)::text ~ '^[A-Z]{3}$'::text))),
    CONSTRAINT jobs_pay_unit CHECK ((pay_unit IN ('HOUR', 'DAY', 'MONTH', 'YEAR', 'WHOLE'))),
    CONSTRAINT jobs_published CHECK ((num_nonnulls(published_at, confirmed_at, valid_through, ends_at) =
CASE
    WHEN ((status)::text = 'DRAFT'::text) THEN 0
    ELSE 4
END)),
    CONSTRAINT jobs_remote CHECK ((remote IN ('NONE', 'PARTLY', 'FULL'))),
    CONSTRAINT jobs_status CHECK ((status IN ('DRAFT', 'PUBLISHED', 'PAUSED', 'CLOSED', 'FILLED'))),
    CONSTRAINT jobs_title CHECK (((char_length((title)::text) <= 200) AND (btrim((title)::text) <> ''::text))),
    CONSTRAINT jobs_version CHECK ((version > 0))
);

CREATE TABLE public.listed (
    id uuid NOT NULL,
    list_number smallint NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT listed_number CHECK (((list_number >= 1) AND (list_number <= 16))),
    CONSTRAINT listed_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.mails (
    id uuid NOT NULL,
    address character varying(254),
    locale character varying(2) NOT NULL,
    kind character varying(16) NOT NULL,
    details jsonb,
    subject_id uuid,
    state character varying(8) NOT NULL,
    tries integer NOT NULL,
    problem integer,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    network_id uuid NOT NULL,
    CONSTRAINT mails_address CHECK ((((address)::text = lower((address)::text)) AND ((address)::text ~~ '_%@_%'::text))),
    CONSTRAINT mails_ended CHECK ((((state)::text = 'QUEUED'::text) = (ended_at IS NULL))),
    CONSTRAINT mails_forgotten CHECK ((((state)::text = 'QUEUED'::text) = ((address IS NOT NULL) AND (details IS NOT NULL)))),
    CONSTRAINT mails_kind CHECK ((kind IN ('INVITATION', 'SIGN_IN', 'CLAIM', 'CLAIM_APPROVED', 'CLAIM_REJECTED', 'NOTIFICATIONS', 'DIGEST', 'ANNOUNCEMENT'))),
    CONSTRAINT mails_locale CHECK ((locale IN ('JA', 'EN'))),
    CONSTRAINT mails_state CHECK ((state IN ('QUEUED', 'SENT', 'BOUNCED', 'FAILED'))),
    CONSTRAINT mails_tries CHECK ((tries >= 0))
);

CREATE TABLE public.member_attributes (
    id uuid NOT NULL,
    source character varying(8) NOT NULL,
    year smallint,
    confirmed_at timestamp with time zone,
    attribute_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    audience integer,
    CONSTRAINT member_attributes_audience CHECK (((audience IS NOT NULL) AND ((audience & 1) <> 0))),
    CONSTRAINT member_attributes_source CHECK ((source IN ('MEMBER', 'HR', 'IMPORT', 'DERIVED'))),
    CONSTRAINT member_attributes_year CHECK (((year >= 1900) AND (year <= 2200)))
);

CREATE TABLE public.members (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    status character varying(16) NOT NULL,
    listing character varying(16) NOT NULL,
    roles text[] NOT NULL,
    display_name character varying(200) NOT NULL,
    family_name character varying(100),
    given_name character varying(100),
    family_name_kana character varying(100),
    given_name_kana character varying(100),
    family_name_romaji character varying(100),
    given_name_romaji character varying(100),
    former_name character varying(100),
    headline character varying(200),
    bio text,
    avatar_url character varying(500),
    gender character varying(32),
    birthday date,
    external_id character varying(100),
    joined_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    attribute_keys integer[] NOT NULL,
    sort_name text GENERATED ALWAYS AS ((public.enishi_fold(COALESCE(NULLIF(btrim((((COALESCE(family_name_kana, ''::character varying))::text || ' '::text) || (COALESCE(given_name_kana, ''::character varying))::text)), ''::text), NULLIF(btrim((((COALESCE(family_name, ''::character varying))::text || ' '::text) || (COALESCE(given_name, ''::character varying))::text)), ''::text), (display_name)::text)) COLLATE "C")) STORED,
    name_fold text GENERATED ALWAYS AS ((public.enishi_fold((((((((((((((display_name)::text || ' '::text) || (COALESCE(family_name, ''::character varying))::text) || ' '::text) || (COALESCE(given_name, ''::character varying))::text) || ' '::text) || (COALESCE(family_name_kana, ''::character varying))::text) || ' '::text) || (COALESCE(given_name_kana, ''::character varying))::text) || ' '::text) || (COALESCE(family_name_romaji, ''::character varying))::text) || ' '::text) || (COALESCE(given_name_romaji, ''::character varying))::text)) COLLATE "C")) STORED,
    account_id uuid,
    network_id uuid NOT NULL,
    avatar_audience integer,
    belongings text[] DEFAULT '{}'::text[] NOT NULL,
    group_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    bio_audience integer,
    birthday_audience integer,
    contact_email character varying(254),
    email_audience integer,
    former_name_audience integer,
    gender_audience integer,
    headline_audience integer,
    links text[] DEFAULT '{}'::text[] NOT NULL,
    links_audience integer,
    excludes boolean DEFAULT false NOT NULL,
    listed_ids uuid[],
    list_masks integer[],
    phone character varying(40),
    phone_audience integer,
    restricted_keys integer[] DEFAULT '{}'::integer[] NOT NULL,
    standing integer GENERATED ALWAYS AS (((64 |
CASE kind
    WHEN 'ALUMNUS'::text THEN 8
    WHEN 'EMPLOYEE'::text THEN 16
    ELSE 0
END) |
CASE
    WHEN (roles && ARRAY['HR_ADMIN'::text, 'RECRUITER'::text]) THEN 32
    ELSE 0
END)) STORED,
    name_search text GENERATED ALWAYS AS ((public.enishi_search_names(VARIADIC ARRAY[(display_name)::text, (((COALESCE(family_name, ''::character varying))::text || ' '::text) || (COALESCE(given_name, ''::character varying))::text), (((COALESCE(family_name_kana, ''::character varying))::text || ' '::text) || (COALESCE(given_name_kana, ''::character varying))::text), (((COALESCE(family_name_romaji, ''::character varying))::text || ' '::text) || (COALESCE(given_name_romaji, ''::character varying))::text), (((COALESCE(given_name_romaji, ''::character varying))::text || ' '::text) || (COALESCE(family_name_romaji, ''::character varying))::text)]) COLLATE "C")) STORED,
    former_search text GENERATED ALWAYS AS ((public.enishi_search_fold((former_name)::text) COLLATE "C")) STORED,
    headline_search text GENERATED ALWAYS AS ((public.enishi_search_fold((headline)::text) COLLATE "C")) STORED,
    searched_companies text DEFAULT ''::text CONSTRAINT members_company_search_not_null NOT NULL,
    in_statistics boolean DEFAULT false NOT NULL,
    shows_presence boolean DEFAULT true NOT NULL,
    messages_from character varying(16) DEFAULT 'TIES'::character varying NOT NULL,
    shows_receipts boolean DEFAULT true NOT NULL,
    CONSTRAINT members_active_has_account CHECK (((account_id IS NOT NULL) OR (status IN ('INVITED', 'LEFT', 'ERASED')))),
    CONSTRAINT members_avatar_audience CHECK (((avatar_audience IS NOT NULL) AND ((avatar_audience & 1) <> 0))),
    CONSTRAINT members_bio_audience CHECK (((bio_audience IS NOT NULL) AND ((bio_audience & 1) <> 0))),
    CONSTRAINT members_birthday_audience CHECK (((birthday_audience IS NOT NULL) AND ((birthday_audience & 1) <> 0))),
    CONSTRAINT members_display_name CHECK (((char_length((display_name)::text) <= 200) AND (btrim((display_name)::text) <> ''::text))),
    CONSTRAINT members_email_audience CHECK (((email_audience IS NOT NULL) AND ((email_audience & 1) <> 0))),
    CONSTRAINT members_former_name_audience CHECK (((former_name_audience IS NOT NULL) AND ((former_name_audience & 1) <> 0))),
    CONSTRAINT members_gender_audience CHECK (((gender_audience IS NOT NULL) AND ((gender_audience & 1) <> 0))),
    CONSTRAINT members_headline_audience CHECK (((headline_audience IS NOT NULL) AND ((headline_audience & 1) <> 0))),
    CONSTRAINT members_kind CHECK ((kind IN ('ALUMNUS', 'EMPLOYEE', 'GUEST'))),
    CONSTRAINT members_links_audience CHECK (((links_audience IS NOT NULL) AND ((links_audience & 1) <> 0))),
    CONSTRAINT members_listing CHECK ((listing IN ('LISTED', 'TIES_ONLY', 'UNLISTED'))),
    CONSTRAINT members_messages_from CHECK ((messages_from IN ('NOBODY', 'TIES', 'SHARED_GROUP', 'NETWORK'))),
    CONSTRAINT members_phone_audience CHECK (((phone_audience IS NOT NULL) AND ((phone_audience & 1) <> 0))),
    CONSTRAINT members_roles CHECK ((roles <@ ARRAY['COMMUNITY_MANAGER'::text, 'RECRUITER'::text, 'HR_ADMIN'::text, 'MODERATOR'::text, 'PRIVACY_OFFICER'::text, 'NETWORK_OWNER'::text])),
    CONSTRAINT members_status CHECK ((status IN ('INVITED', 'PENDING', 'ACTIVE', 'SUSPENDED', 'LEFT', 'ERASED'))),
    CONSTRAINT members_version CHECK ((version > 0))
);

CREATE TABLE public.mentions (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    comment_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    post_id uuid,
    CONSTRAINT mentions_in_one_thing CHECK ((num_nonnulls(post_id, comment_id) = 1))
);

CREATE TABLE public.message_mentions (
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    message_id uuid NOT NULL,
    network_id uuid NOT NULL
);

CREATE TABLE public.message_reactions (
    id uuid NOT NULL,
    emoji character varying(32) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    message_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT message_reactions_emoji CHECK (((char_length((emoji)::text) <= 32) AND (btrim((emoji)::text) <> ''::text)))
);

CREATE TABLE public.messages (
    id uuid NOT NULL,
    number integer NOT NULL,
    body text,
    body_html text,
    body_search text GENERATED ALWAYS AS ((public.enishi_search_fold("left"(body, 4000)) COLLATE "C")) STORED,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    version integer NOT NULL,
    author_id uuid,
    conversation_id uuid NOT NULL,
    network_id uuid NOT NULL,
    reply_to_id uuid,
    CONSTRAINT messages_body CHECK (((char_length(body) <= 20000) AND (btrim(body) <> ''::text))),
    CONSTRAINT messages_from_one CHECK ((number > 0)),
    CONSTRAINT messages_gone CHECK ((((body IS NULL) = (deleted_at IS NOT NULL)) AND ((deleted_at IS NULL) OR (num_nonnulls(body_html) = 0)))),
    CONSTRAINT messages_version CHECK ((version > 0))
);

CREATE TABLE public.mutes (
    id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT mutes_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.network_heads (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT network_heads_position CHECK (("position" >= 0))
);

CREATE TABLE public.networks (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    slug character varying(63) NOT NULL,
    locale character varying(2) NOT NULL,
    time_zone character varying(63) NOT NULL,
    emojis text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    audience_ceilings integer[] DEFAULT '{-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1}'::integer[] NOT NULL,
    audience_floors integer[] DEFAULT '{1,1,1,1,1,1,1,1,1,1,1,1,1}'::integer[] NOT NULL,
    audience_usual integer[] DEFAULT '{3,65,65,65,1,1,3,3,65,65,11,65,1}'::integer[] NOT NULL,
    members_kept integer DEFAULT 0 NOT NULL,
    modules text[] DEFAULT '{TIES,INTRODUCTIONS,GROUPS,POSTS,POLLS,OPENNESS,JOBS,MESSAGES,ANNOUNCEMENTS}'::text[] NOT NULL,
    joining character varying(8) DEFAULT 'ROSTER'::character varying NOT NULL,
    members_may_post_jobs boolean DEFAULT false NOT NULL,
    CONSTRAINT networks_audience_ceilings CHECK (((cardinality(audience_ceilings) = 13) AND public.enishi_each_has_self(audience_ceilings))),
    CONSTRAINT networks_audience_floors CHECK (((cardinality(audience_floors) = 13) AND public.enishi_each_has_self(audience_floors))),
    CONSTRAINT networks_audience_usual CHECK (((cardinality(audience_usual) = 13) AND public.enishi_each_has_self(audience_usual))),
    CONSTRAINT networks_joining CHECK ((joining IN ('ROSTER', 'APPROVAL', 'INVITED'))),
    CONSTRAINT networks_locale CHECK ((locale IN ('JA', 'EN'))),
    CONSTRAINT networks_modules CHECK ((modules <@ ARRAY['TIES'::text, 'INTRODUCTIONS'::text, 'GROUPS'::text, 'POSTS'::text, 'POLLS'::text, 'OPENNESS'::text, 'JOBS'::text, 'MESSAGES'::text, 'ANNOUNCEMENTS'::text])),
    CONSTRAINT networks_name CHECK (((char_length((name)::text) <= 200) AND (btrim((name)::text) <> ''::text))),
    CONSTRAINT networks_openness_is_sealed CHECK (((audience_usual[13] = 1) AND (audience_floors[13] = 1))),
    CONSTRAINT networks_slug_form CHECK (((slug)::text ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'::text))
);

CREATE TABLE public.notification_items (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    comment_id uuid,
    network_id uuid NOT NULL,
    notification_id uuid NOT NULL,
    reaction_id uuid,
    message_id uuid,
    job_id uuid
);

CREATE TABLE public.notification_positions (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    looked_at timestamp with time zone,
    network_id uuid NOT NULL,
    CONSTRAINT notification_positions_position CHECK (("position" >= 0))
);

CREATE TABLE public.notification_preferences (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    in_app boolean NOT NULL,
    mail boolean NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT notification_preferences_kind CHECK (((kind)::text ~ '^[A-Z_]+$'::text))
);

CREATE TABLE public.notification_settings (
    id uuid NOT NULL,
    quiet_from character varying(5),
    quiet_until character varying(5),
    digest character varying(8) DEFAULT 'OFF'::character varying NOT NULL,
    digest_due_at timestamp with time zone,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT notification_settings_digest CHECK ((digest IN ('OFF', 'DAILY', 'WEEKLY'))),
    CONSTRAINT notification_settings_due CHECK ((((digest)::text = 'OFF'::text) = (digest_due_at IS NULL))),
    CONSTRAINT notification_settings_from CHECK (((quiet_from)::text ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text)),
    CONSTRAINT notification_settings_quiet CHECK ((((quiet_from IS NULL) = (quiet_until IS NULL)) AND ((quiet_from)::text <> (quiet_until)::text))),
    CONSTRAINT notification_settings_until CHECK (((quiet_until)::text ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text))
);

CREATE TABLE public.notifications (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    group_key character varying(80) NOT NULL,
    in_app boolean NOT NULL,
    mail boolean NOT NULL,
    first_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    read_at timestamp with time zone,
    mailed_at timestamp with time zone,
    claim_id uuid,
    comment_id uuid,
    introduction_id uuid,
    member_id uuid NOT NULL,
    membership_id uuid,
    mention_id uuid,
    network_id uuid NOT NULL,
    post_id uuid,
    tie_id uuid,
    tie_request_id uuid,
    conversation_id uuid,
    message_id uuid,
    announcement_id uuid,
    job_id uuid,
    saved_search_id uuid,
    application_id uuid,
    talk_id uuid,
    talk_answer_id uuid,
    referral_id uuid,
    CONSTRAINT notifications_about_one_thing CHECK ((num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id, conversation_id, message_id, announcement_id, job_id, saved_search_id, application_id, talk_id, talk_answer_id, referral_id) = 1)),
    CONSTRAINT notifications_kind CHECK (((kind)::text ~ '^[A-Z_]+$'::text)),
    CONSTRAINT notifications_read_is_seen CHECK (((read_at IS NULL) OR (seen_at IS NOT NULL))),
    CONSTRAINT notifications_somewhere CHECK ((in_app OR mail)),
    CONSTRAINT notifications_times CHECK ((at >= first_at))
);

CREATE TABLE public.offices (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    name_ja character varying(100) NOT NULL,
    name_en character varying(100),
    description text,
    open boolean NOT NULL,
    version integer NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT offices_description CHECK (((char_length(description) <= 2000) AND (btrim(description) <> ''::text))),
    CONSTRAINT offices_kind CHECK ((kind IN ('HR', 'RECRUITING', 'NEW_BUSINESS'))),
    CONSTRAINT offices_name_en CHECK (((char_length((name_en)::text) <= 100) AND (btrim((name_en)::text) <> ''::text))),
    CONSTRAINT offices_name_ja CHECK (((char_length((name_ja)::text) <= 100) AND (btrim((name_ja)::text) <> ''::text))),
    CONSTRAINT offices_version CHECK ((version > 0))
);

CREATE TABLE public.openness (
    id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    answer character varying(8) NOT NULL,
    audience integer,
    said_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT openness_answer CHECK ((answer IN ('NO', 'MAYBE', 'YES'))),
    CONSTRAINT openness_audience CHECK (((audience IS NOT NULL) AND ((audience & 1) <> 0))),
    CONSTRAINT openness_expires CHECK (((expires_at > said_at) AND ((expires_at - said_at) <= '366 days'::interval))),
    CONSTRAINT openness_kind CHECK ((kind IN ('COMEBACK', 'SIDE_JOB', 'CONTRACT', 'FULL_TIME_ELSEWHERE', 'MENTOR', 'SPEAKER', 'COLLABORATION')))
);

CREATE TABLE public.outbox_events (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    kind character varying(64) NOT NULL,
    place_id uuid,
    subject_type character varying(32) NOT NULL,
    subject_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    network_id uuid NOT NULL,
    CONSTRAINT outbox_events_from_one CHECK (("position" > 0)),
    CONSTRAINT outbox_events_kind CHECK (((kind)::text ~ '^[a-z_]+\.[a-z_]+$'::text))
);

CREATE TABLE public.participants (
    id uuid NOT NULL,
    role character varying(8) NOT NULL,
    state character varying(16) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    first_number integer NOT NULL,
    last_number integer,
    read_up_to integer NOT NULL,
    muted boolean NOT NULL,
    hidden_number integer,
    conversation_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT participants_hidden CHECK ((hidden_number >= 0)),
    CONSTRAINT participants_lead CHECK ((((role)::text <> 'OWNER'::text) OR ((state)::text = 'ACTIVE'::text))),
    CONSTRAINT participants_read CHECK (((read_up_to >= (first_number - 1)) AND ((last_number IS NULL) OR (read_up_to <= last_number)))),
    CONSTRAINT participants_role CHECK ((role IN ('OWNER', 'MEMBER', 'SERVING'))),
    CONSTRAINT participants_serve CHECK ((((role)::text <> 'SERVING'::text) OR ((state)::text = 'ACTIVE'::text))),
    CONSTRAINT participants_span CHECK (((first_number > 0) AND (last_number >= (first_number - 1)) AND ((last_number IS NOT NULL) = (state IN ('LEFT', 'REMOVED'))))),
    CONSTRAINT participants_state CHECK ((state IN ('ACTIVE', 'REQUESTED', 'DECLINED', 'LEFT', 'REMOVED')))
);

CREATE TABLE public.place_preferences (
    id uuid NOT NULL,
    attention character varying(4) NOT NULL,
    since timestamp with time zone NOT NULL,
    group_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    post_id uuid,
    CONSTRAINT place_preferences_attention CHECK ((attention IN ('MUTE', 'ALL'))),
    CONSTRAINT place_preferences_one_place CHECK ((num_nonnulls(group_id, post_id) = 1))
);

CREATE TABLE public.poll_options (
    id uuid NOT NULL,
    number smallint NOT NULL,
    text character varying(200) NOT NULL,
    network_id uuid NOT NULL,
    poll_id uuid NOT NULL,
    CONSTRAINT poll_options_number CHECK (((number >= 1) AND (number <= 10))),
    CONSTRAINT poll_options_text CHECK (((char_length((text)::text) <= 200) AND (btrim((text)::text) <> ''::text)))
);

CREATE TABLE public.poll_votes (
    id uuid NOT NULL,
    choice smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    option_id uuid NOT NULL,
    poll_id uuid NOT NULL
);

CREATE TABLE public.polls (
    id uuid NOT NULL,
    question character varying(300) NOT NULL,
    multiple boolean NOT NULL,
    closes_at timestamp with time zone,
    network_id uuid NOT NULL,
    post_id uuid NOT NULL,
    CONSTRAINT polls_question CHECK (((char_length((question)::text) <= 300) AND (btrim((question)::text) <> ''::text)))
);

CREATE TABLE public.positions (
    id uuid NOT NULL,
    company character varying(200) NOT NULL,
    title character varying(200),
    started character varying(10) NOT NULL,
    ended character varying(10),
    version integer NOT NULL,
    current boolean GENERATED ALWAYS AS ((ended IS NULL)) STORED,
    industry_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    place_id uuid,
    audience integer,
    company_key text GENERATED ALWAYS AS ((public.enishi_company((company)::text) COLLATE "C")) STORED,
    company_search text GENERATED ALWAYS AS (("left"(public.enishi_search_fold((company)::text), 400) COLLATE "C")) STORED,
    CONSTRAINT positions_audience CHECK (((audience IS NOT NULL) AND ((audience & 1) <> 0))),
    CONSTRAINT positions_company CHECK (((char_length((company)::text) <= 200) AND (btrim((company)::text) <> ''::text))),
    CONSTRAINT positions_ended CHECK (((ended)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text)),
    CONSTRAINT positions_in_order CHECK ((public.enishi_first_day((ended)::text) >= public.enishi_first_day((started)::text))),
    CONSTRAINT positions_started CHECK (((started)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text))
);

CREATE TABLE public.post_edits (
    id uuid NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    network_id uuid NOT NULL,
    post_id uuid NOT NULL,
    CONSTRAINT post_edits_body CHECK (((char_length(body) <= 40000) AND (btrim(body) <> ''::text)))
);

CREATE TABLE public.posts (
    id uuid NOT NULL,
    body text,
    external_id character varying(100),
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    version integer NOT NULL,
    author_id uuid,
    group_id uuid,
    network_id uuid NOT NULL,
    body_html text,
    deleted_at timestamp with time zone,
    locked_at timestamp with time zone,
    pin smallint,
    pinned_at timestamp with time zone,
    told_to integer DEFAULT 65 NOT NULL,
    announcement_id uuid,
    CONSTRAINT posts_announced CHECK (((announcement_id IS NULL) OR (num_nonnulls(group_id, author_id) = 0))),
    CONSTRAINT posts_body CHECK (((char_length(body) <= 40000) AND (btrim(body) <> ''::text))),
    CONSTRAINT posts_gone CHECK ((((body IS NULL) = (deleted_at IS NOT NULL)) AND ((deleted_at IS NULL) OR (num_nonnulls(body_html, pin) = 0)))),
    CONSTRAINT posts_pin CHECK ((((pin IS NULL) = (pinned_at IS NULL)) AND ((pin >= 1) AND (pin <= 3)))),
    CONSTRAINT posts_told_to CHECK ((((told_to & 1) <> 0) AND ((group_id IS NULL) OR ((told_to & 64) <> 0)))),
    CONSTRAINT posts_version CHECK ((version > 0))
);

CREATE TABLE public.providers (
    id uuid NOT NULL,
    issuer character varying(500) NOT NULL,
    client_id character varying(200) NOT NULL,
    client_secret character varying(500),
    created_at timestamp with time zone NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT providers_client_id CHECK (((char_length((client_id)::text) <= 200) AND (btrim((client_id)::text) <> ''::text))),
    CONSTRAINT providers_issuer CHECK (((char_length((issuer)::text) <= 500) AND (btrim((issuer)::text) <> ''::text)))
);

CREATE TABLE public.reactions (
    id uuid NOT NULL,
    emoji character varying(32) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    comment_id uuid,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    post_id uuid,
    CONSTRAINT reactions_emoji CHECK (((char_length((emoji)::text) <= 32) AND (btrim((emoji)::text) <> ''::text))),
    CONSTRAINT reactions_on_one_thing CHECK ((num_nonnulls(post_id, comment_id) = 1))
);

CREATE TABLE public.referrals (
    id uuid NOT NULL,
    words text NOT NULL,
    recommendation text,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    declined_at timestamp with time zone,
    candidate_id uuid NOT NULL,
    job_id uuid NOT NULL,
    network_id uuid NOT NULL,
    referrer_id uuid NOT NULL,
    CONSTRAINT referrals_declined CHECK ((declined_at >= made_at)),
    CONSTRAINT referrals_expires CHECK (((expires_at > made_at) AND ((expires_at - made_at) <= '30 days'::interval))),
    CONSTRAINT referrals_of_another CHECK ((referrer_id <> candidate_id)),
    CONSTRAINT referrals_recommendation CHECK (((char_length(recommendation) <= 2000) AND (btrim(recommendation) <> ''::text))),
    CONSTRAINT referrals_words CHECK (((char_length(words) <= 2000) AND (btrim(words) <> ''::text)))
);

CREATE TABLE public.roster_entries (
    id uuid NOT NULL,
    external_id character varying(100) NOT NULL,
    family_name character varying(100) NOT NULL,
    given_name character varying(100) NOT NULL,
    family_name_kana character varying(100),
    given_name_kana character varying(100),
    former_name character varying(100),
    email character varying(254),
    updated_at timestamp with time zone NOT NULL,
    claimed_by_id uuid,
    network_id uuid NOT NULL,
    sort_name text GENERATED ALWAYS AS ((public.enishi_fold(COALESCE(NULLIF(btrim((((COALESCE(family_name_kana, ''::character varying))::text || ' '::text) || (COALESCE(given_name_kana, ''::character varying))::text)), ''::text), NULLIF(btrim((((COALESCE(family_name, ''::character varying))::text || ' '::text) || (COALESCE(given_name, ''::character varying))::text)), ''::text), (external_id)::text)) COLLATE "C")) STORED,
    name_fold text GENERATED ALWAYS AS ((public.enishi_fold((((((((((family_name)::text || ' '::text) || (given_name)::text) || ' '::text) || (COALESCE(family_name_kana, ''::character varying))::text) || ' '::text) || (COALESCE(given_name_kana, ''::character varying))::text) || ' '::text) || (COALESCE(former_name, ''::character varying))::text)) COLLATE "C")) STORED,
    CONSTRAINT roster_entries_email CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '_%@_%'::text)))
);

CREATE TABLE public.roster_spells (
    id uuid NOT NULL,
    department character varying(200),
    started character varying(10) NOT NULL,
    ended character varying(10),
    reason character varying(200),
    spell daterange GENERATED ALWAYS AS (daterange(public.enishi_first_day((started)::text), public.enishi_first_day((ended)::text))) STORED,
    entry_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT roster_spells_ended CHECK (((ended)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text)),
    CONSTRAINT roster_spells_started CHECK (((started)::text ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'::text))
);

CREATE TABLE public.saved_searches (
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    criteria text NOT NULL,
    alerts character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    kind character varying(8) DEFAULT 'MEMBERS'::character varying NOT NULL,
    asked jsonb GENERATED ALWAYS AS ((criteria)::jsonb) STORED,
    due_at timestamp with time zone,
    since_at timestamp with time zone,
    alerted_at timestamp with time zone,
    CONSTRAINT saved_searches_alerts CHECK ((alerts IN ('NONE', 'LIVE', 'DAILY', 'WEEKLY'))),
    CONSTRAINT saved_searches_criteria CHECK (((char_length(criteria) <= 8000) AND (jsonb_typeof((criteria)::jsonb) = 'object'::text))),
    CONSTRAINT saved_searches_due CHECK (((num_nonnulls(due_at, since_at, alerted_at) =
CASE
    WHEN (alerts IN ('DAILY', 'WEEKLY')) THEN 3
    ELSE 0
END) AND (since_at <= alerted_at))),
    CONSTRAINT saved_searches_kind CHECK ((kind IN ('MEMBERS', 'JOBS'))),
    CONSTRAINT saved_searches_name CHECK (((char_length((name)::text) <= 100) AND (btrim((name)::text) <> ''::text))),
    CONSTRAINT saved_searches_version CHECK ((version > 0))
);

CREATE TABLE public.segments (
    id uuid NOT NULL,
    criteria text NOT NULL,
    named text GENERATED ALWAYS AS (((criteria)::jsonb #>> '{name}'::text[])) STORED,
    searched text GENERATED ALWAYS AS (((criteria)::jsonb #>> '{search}'::text[])) STORED,
    kinds text[] GENERATED ALWAYS AS (public.enishi_texts(((criteria)::jsonb -> 'kinds'::text))) STORED,
    all_of uuid[] GENERATED ALWAYS AS (public.enishi_keys(((criteria)::jsonb #> '{attributes,allOf}'::text[]))) STORED,
    any_of uuid[] GENERATED ALWAYS AS (public.enishi_keys(((criteria)::jsonb #> '{attributes,anyOf}'::text[]))) STORED,
    department_id uuid GENERATED ALWAYS AS ((substr(((criteria)::jsonb #>> '{department}'::text[]), 5))::uuid) STORED,
    cohort integer GENERATED ALWAYS AS ((((criteria)::jsonb #>> '{cohort}'::text[]))::integer) STORED,
    industry_id uuid GENERATED ALWAYS AS ((substr(((criteria)::jsonb #>> '{industry}'::text[]), 5))::uuid) STORED,
    company text GENERATED ALWAYS AS (((criteria)::jsonb #>> '{company}'::text[])) STORED,
    place_id uuid GENERATED ALWAYS AS ((substr(((criteria)::jsonb #>> '{place}'::text[]), 5))::uuid) STORED,
    author_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT segments_criteria CHECK (((char_length(criteria) <= 8000) AND (jsonb_typeof((criteria)::jsonb) = 'object'::text)))
);

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    device character varying(200),
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    importing boolean DEFAULT false NOT NULL,
    CONSTRAINT sessions_expire CHECK ((expires_at > created_at)),
    CONSTRAINT sessions_token_hash_length CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE public.shared_values (
    id uuid NOT NULL,
    field character varying(16) NOT NULL,
    number smallint NOT NULL,
    value text NOT NULL,
    application_id uuid NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT shared_values_field CHECK ((field IN ('NAME', 'LETTER', 'CONTACT', 'FORMER_NAME', 'HEADLINE', 'BIO', 'AVATAR', 'GENDER', 'BIRTHDAY', 'EMAIL', 'PHONE', 'LINKS', 'EMPLOYMENTS', 'POSITIONS', 'ATTRIBUTES'))),
    CONSTRAINT shared_values_number CHECK (((number >= 0) AND (number <= 500))),
    CONSTRAINT shared_values_value CHECK (((char_length(value) <= 10000) AND (btrim(value) <> ''::text)))
);

CREATE TABLE public.sign_ins (
    id uuid NOT NULL,
    address character varying(254),
    token_hash bytea NOT NULL,
    code_hash bytea,
    tries integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    claim_id uuid,
    member_id uuid,
    network_id uuid NOT NULL,
    CONSTRAINT sign_ins_address CHECK ((((address)::text = lower((address)::text)) AND ((address)::text ~~ '_%@_%'::text))),
    CONSTRAINT sign_ins_code_hash_length CHECK ((octet_length(code_hash) = 32)),
    CONSTRAINT sign_ins_expire CHECK ((expires_at > created_at)),
    CONSTRAINT sign_ins_of_somebody CHECK ((num_nonnulls(address, member_id) = 1)),
    CONSTRAINT sign_ins_token_hash_length CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT sign_ins_tries CHECK (((tries >= 0) AND (tries <= 5)))
);

CREATE TABLE public.signing_keys (
    id uuid NOT NULL,
    secret bytea NOT NULL,
    network_id uuid NOT NULL,
    CONSTRAINT signing_keys_secret CHECK ((octet_length(secret) >= 32))
);

CREATE TABLE public.talk_answers (
    id uuid NOT NULL,
    accepts boolean NOT NULL,
    name character varying(200),
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    place_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    wanted_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    starts_from character varying(10),
    note character varying(2000),
    answered_at timestamp with time zone NOT NULL,
    interest_id uuid NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    talk_id uuid NOT NULL,
    CONSTRAINT talk_answers_declined CHECK ((accepts OR ((kinds = '{}'::text[]) AND (place_ids = '{}'::uuid[]) AND (wanted_ids = '{}'::uuid[]) AND (num_nonnulls(starts_from, note) = 0)))),
    CONSTRAINT talk_answers_name CHECK (((name IS NOT NULL) = accepts))
);

CREATE TABLE public.talks (
    id uuid NOT NULL,
    words character varying(2000) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    job_id uuid NOT NULL,
    network_id uuid NOT NULL,
    opener_id uuid NOT NULL,
    CONSTRAINT talks_closed CHECK ((closed_at >= opened_at)),
    CONSTRAINT talks_expires CHECK (((expires_at > opened_at) AND ((expires_at - opened_at) <= '91 days'::interval))),
    CONSTRAINT talks_words CHECK (((char_length((words)::text) <= 2000) AND (btrim((words)::text) <> ''::text)))
);

CREATE TABLE public.tie_declines (
    id uuid NOT NULL,
    until timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT tie_declines_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.tie_requests (
    id uuid NOT NULL,
    note character varying(500),
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT tie_requests_end CHECK ((expires_at > asked_at)),
    CONSTRAINT tie_requests_note CHECK (((char_length((note)::text) <= 500) AND (btrim((note)::text) <> ''::text))),
    CONSTRAINT tie_requests_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.ties (
    id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    other_id uuid NOT NULL,
    CONSTRAINT ties_two_members CHECK ((member_id <> other_id))
);

CREATE TABLE public.topic_subscriptions (
    id uuid NOT NULL,
    channel character varying(8) NOT NULL,
    wanted boolean NOT NULL,
    source character varying(8) NOT NULL,
    said_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    member_id uuid NOT NULL,
    network_id uuid NOT NULL,
    topic_id uuid NOT NULL,
    CONSTRAINT topic_subscriptions_channel CHECK ((channel IN ('IN_APP', 'MAIL'))),
    CONSTRAINT topic_subscriptions_ended CHECK ((ended_at >= said_at)),
    CONSTRAINT topic_subscriptions_source CHECK ((source IN ('MEMBER', 'LINK')))
);

CREATE TABLE public.topics (
    id uuid NOT NULL,
    attribute_id uuid NOT NULL,
    comment_id uuid,
    network_id uuid NOT NULL,
    post_id uuid,
    CONSTRAINT topics_of_one_thing CHECK ((num_nonnulls(post_id, comment_id) = 1))
);

CREATE TABLE public.tortoise_migrations (
    id integer NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.tortoise_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.tortoise_migrations_id_seq OWNED BY public.tortoise_migrations.id;

CREATE TABLE public.visits (
    id uuid NOT NULL,
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    nonce character varying(64) NOT NULL,
    verifier character varying(128) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    network_id uuid NOT NULL,
    provider_id uuid NOT NULL
);

ALTER TABLE ONLY public.tortoise_migrations ALTER COLUMN id SET DEFAULT nextval('public.tortoise_migrations_id_seq'::regclass);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_session_id_key UNIQUE (session_id);

ALTER TABLE ONLY public.account_emails
    ADD CONSTRAINT account_emails_address UNIQUE (address);

ALTER TABLE ONLY public.account_emails
    ADD CONSTRAINT account_emails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.announcement_topics
    ADD CONSTRAINT announcement_topics_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.announcement_topics
    ADD CONSTRAINT announcement_topics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.application_notes
    ADD CONSTRAINT application_notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.application_steps
    ADD CONSTRAINT application_steps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_one_at_a_time EXCLUDE USING btree (applicant_id WITH =, job_id WITH =) WHERE ((stage IN ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED')));

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_referral_once UNIQUE (referral_id);

ALTER TABLE ONLY public.apps
    ADD CONSTRAINT apps_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.apps
    ADD CONSTRAINT apps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attribute_proposals
    ADD CONSTRAINT attribute_proposals_once UNIQUE (member_id, kind, label_fold);

ALTER TABLE ONLY public.attribute_proposals
    ADD CONSTRAINT attribute_proposals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_code UNIQUE (network_id, kind, code);

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_key UNIQUE (key);

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_number UNIQUE (network_id, number);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_one_pending EXCLUDE USING btree (network_id WITH =, account_id WITH =) WHERE (((status)::text = 'PENDING'::text));

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.comeback_interests
    ADD CONSTRAINT comeback_interests_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.comeback_interests
    ADD CONSTRAINT comeback_interests_once UNIQUE (member_id);

ALTER TABLE ONLY public.comeback_interests
    ADD CONSTRAINT comeback_interests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_in_post UNIQUE (post_id, id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contract_terms
    ADD CONSTRAINT contract_terms_of_job UNIQUE (job_id);

ALTER TABLE ONLY public.contract_terms
    ADD CONSTRAINT contract_terms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pair UNIQUE (one_id, other_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_once UNIQUE (announcement_id, member_id, channel);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.dismissals
    ADD CONSTRAINT dismissals_once UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.dismissals
    ADD CONSTRAINT dismissals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.employments
    ADD CONSTRAINT employments_do_not_overlap EXCLUDE USING gist (uuid_send(member_id) WITH =, spell WITH &&);

ALTER TABLE ONLY public.employments
    ADD CONSTRAINT employments_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.employments
    ADD CONSTRAINT employments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT exclusions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_attributes
    ADD CONSTRAINT group_attributes_pair UNIQUE (group_id, attribute_id);

ALTER TABLE ONLY public.group_attributes
    ADD CONSTRAINT group_attributes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_checks
    ADD CONSTRAINT group_checks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_memberships
    ADD CONSTRAINT group_memberships_pair UNIQUE (member_id, group_id);

ALTER TABLE ONLY public.group_memberships
    ADD CONSTRAINT group_memberships_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_once UNIQUE (member_id, key);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_subject UNIQUE (network_id, issuer, subject);

ALTER TABLE ONLY public.introduction_answers
    ADD CONSTRAINT introduction_answers_once UNIQUE (introduction_id, member_id);

ALTER TABLE ONLY public.introduction_answers
    ADD CONSTRAINT introduction_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_once UNIQUE (introducer_id, one_id, other_id);

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_one_open EXCLUDE USING btree (network_id WITH =, address WITH =) WHERE (((accepted_at IS NULL) AND (withdrawn_at IS NULL)));

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.job_attributes
    ADD CONSTRAINT job_attributes_once UNIQUE (job_id, attribute_id);

ALTER TABLE ONLY public.job_attributes
    ADD CONSTRAINT job_attributes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_once UNIQUE (member_id, other_id, list_number);

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.member_attributes
    ADD CONSTRAINT member_attributes_pair UNIQUE (member_id, attribute_id);

ALTER TABLE ONLY public.member_attributes
    ADD CONSTRAINT member_attributes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_account UNIQUE (network_id, account_id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_in_comment UNIQUE (comment_id, member_id);

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_in_post UNIQUE (post_id, member_id);

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message_mentions
    ADD CONSTRAINT message_mentions_once UNIQUE (message_id, member_id);

ALTER TABLE ONLY public.message_mentions
    ADD CONSTRAINT message_mentions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message_reactions
    ADD CONSTRAINT message_reactions_once UNIQUE (message_id, member_id, emoji);

ALTER TABLE ONLY public.message_reactions
    ADD CONSTRAINT message_reactions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_in_conversation UNIQUE (conversation_id, id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_number UNIQUE (conversation_id, number);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.network_heads
    ADD CONSTRAINT network_heads_network_id_key UNIQUE (network_id);

ALTER TABLE ONLY public.network_heads
    ADD CONSTRAINT network_heads_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_slug UNIQUE (slug);

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_job_once UNIQUE (notification_id, job_id);

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_message_once UNIQUE (notification_id, message_id);

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_once UNIQUE (notification_id, reaction_id);

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_positions
    ADD CONSTRAINT notification_positions_network_id_key UNIQUE (network_id);

ALTER TABLE ONLY public.notification_positions
    ADD CONSTRAINT notification_positions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_preferences
    ADD CONSTRAINT notification_preferences_once UNIQUE (member_id, kind);

ALTER TABLE ONLY public.notification_preferences
    ADD CONSTRAINT notification_preferences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_settings
    ADD CONSTRAINT notification_settings_once UNIQUE (member_id);

ALTER TABLE ONLY public.notification_settings
    ADD CONSTRAINT notification_settings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_group UNIQUE (member_id, kind, group_key);

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT offices_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT offices_of_kind UNIQUE (network_id, kind);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT offices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.openness
    ADD CONSTRAINT openness_once UNIQUE (member_id, kind);

ALTER TABLE ONLY public.openness
    ADD CONSTRAINT openness_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_position UNIQUE (network_id, "position");

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_once UNIQUE (conversation_id, member_id);

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_group_once UNIQUE (member_id, group_id);

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_post_once UNIQUE (member_id, post_id);

ALTER TABLE ONLY public.poll_options
    ADD CONSTRAINT poll_options_in_poll UNIQUE (poll_id, id);

ALTER TABLE ONLY public.poll_options
    ADD CONSTRAINT poll_options_once UNIQUE (poll_id, number);

ALTER TABLE ONLY public.poll_options
    ADD CONSTRAINT poll_options_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_once UNIQUE (poll_id, member_id, choice);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_of_post UNIQUE (post_id);

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.post_edits
    ADD CONSTRAINT post_edits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.post_edits
    ADD CONSTRAINT post_edits_version UNIQUE (post_id, version);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_announced_once UNIQUE (announcement_id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pinned EXCLUDE USING btree (COALESCE(group_id, network_id) WITH =, pin WITH =) WHERE ((pin IS NOT NULL));

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.providers
    ADD CONSTRAINT providers_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.providers
    ADD CONSTRAINT providers_network_id_key UNIQUE (network_id);

ALTER TABLE ONLY public.providers
    ADD CONSTRAINT providers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_on_comment UNIQUE (comment_id, member_id, emoji);

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_on_post UNIQUE (post_id, member_id, emoji);

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_one_at_a_time EXCLUDE USING gist (uuid_send(referrer_id) WITH =, uuid_send(candidate_id) WITH =, uuid_send(job_id) WITH =, tstzrange(made_at, expires_at) WITH &&);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_claimed_once UNIQUE (claimed_by_id);

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_external_id UNIQUE (network_id, external_id);

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.roster_spells
    ADD CONSTRAINT roster_spells_do_not_overlap EXCLUDE USING gist (uuid_send(entry_id) WITH =, spell WITH &&);

ALTER TABLE ONLY public.roster_spells
    ADD CONSTRAINT roster_spells_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_searches
    ADD CONSTRAINT saved_searches_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.shared_values
    ADD CONSTRAINT shared_values_once UNIQUE (application_id, number);

ALTER TABLE ONLY public.shared_values
    ADD CONSTRAINT shared_values_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_once UNIQUE (network_id);

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.talk_answers
    ADD CONSTRAINT talk_answers_once UNIQUE (talk_id, member_id);

ALTER TABLE ONLY public.talk_answers
    ADD CONSTRAINT talk_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.talks
    ADD CONSTRAINT talks_in_network UNIQUE (network_id, id);

ALTER TABLE ONLY public.talks
    ADD CONSTRAINT talks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tie_declines
    ADD CONSTRAINT tie_declines_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.tie_declines
    ADD CONSTRAINT tie_declines_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tie_requests
    ADD CONSTRAINT tie_requests_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.tie_requests
    ADD CONSTRAINT tie_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ties
    ADD CONSTRAINT ties_pair UNIQUE (member_id, other_id);

ALTER TABLE ONLY public.ties
    ADD CONSTRAINT ties_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.topic_subscriptions
    ADD CONSTRAINT topic_subscriptions_once EXCLUDE USING btree (member_id WITH =, topic_id WITH =, channel WITH =) WHERE ((ended_at IS NULL));

ALTER TABLE ONLY public.topic_subscriptions
    ADD CONSTRAINT topic_subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_of_comment UNIQUE (comment_id, attribute_id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_of_post UNIQUE (post_id, attribute_id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tortoise_migrations
    ADD CONSTRAINT tortoise_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tortoise_migrations
    ADD CONSTRAINT uid_tortoise_mi_app_3803a5 UNIQUE (app, name);

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_state UNIQUE (state_hash);

CREATE INDEX access_log_by_time ON public.access_log USING btree (network_id, at DESC, id DESC);

CREATE INDEX access_log_of_actor ON public.access_log USING btree (actor_id);

CREATE INDEX access_log_of_entry ON public.access_log USING btree (entry_id);

CREATE INDEX access_log_of_subject ON public.access_log USING btree (subject_id, at DESC, id DESC);

CREATE INDEX access_tokens_of_app ON public.access_tokens USING btree (app_id, created_at DESC, id DESC);

CREATE INDEX access_tokens_of_member ON public.access_tokens USING btree (member_id);

CREATE INDEX account_emails_of_account ON public.account_emails USING btree (account_id);

CREATE INDEX announcements_by_time ON public.announcements USING btree (network_id, listed_at DESC, id DESC);

CREATE INDEX announcements_due ON public.announcements USING btree (scheduled_at) WHERE ((status)::text = 'SCHEDULED'::text);

CREATE INDEX application_notes_of_application ON public.application_notes USING btree (application_id, created_at, id);

CREATE INDEX application_notes_of_author ON public.application_notes USING btree (author_id);

CREATE INDEX application_steps_of_actor ON public.application_steps USING btree (actor_id);

CREATE INDEX application_steps_of_application ON public.application_steps USING btree (application_id, at, id);

CREATE INDEX applications_of_applicant ON public.applications USING btree (applicant_id, applied_at DESC, id DESC);

CREATE INDEX applications_of_job ON public.applications USING btree (job_id, applied_at DESC, id DESC);

CREATE INDEX apps_by_name ON public.apps USING btree (network_id, name, id);

CREATE INDEX attribute_proposals_by_label ON public.attribute_proposals USING btree (network_id, kind, label_fold);

CREATE INDEX attributes_by_kind ON public.attributes USING btree (network_id, kind, sort_label, id);

CREATE INDEX attributes_by_label ON public.attributes USING btree (network_id, sort_label, id);

CREATE INDEX attributes_by_label_part ON public.attributes USING gin (label_fold public.gin_trgm_ops);

CREATE INDEX attributes_of_parent ON public.attributes USING btree (parent_id, sort_label, id);

CREATE INDEX blocks_of_member ON public.blocks USING btree (member_id, since DESC, id DESC);

CREATE INDEX claims_by_number ON public.claims USING btree (network_id, external_id, created_at);

CREATE INDEX claims_by_time ON public.claims USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX claims_of_account ON public.claims USING btree (account_id);

CREATE INDEX claims_of_member ON public.claims USING btree (member_id);

CREATE INDEX comeback_interests_of_roles ON public.comeback_interests USING btree (network_id, said_at DESC, id DESC) WHERE (roles <> '{}'::text[]);

CREATE INDEX comments_by_creation ON public.comments USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX comments_of_author ON public.comments USING btree (author_id, created_at DESC, id DESC);

CREATE INDEX comments_of_parent ON public.comments USING btree (parent_id, created_at, id);

CREATE INDEX comments_of_post ON public.comments USING btree (post_id, created_at, id);

CREATE INDEX conversations_about_job ON public.conversations USING btree (job_id, starter_id) WHERE (job_id IS NOT NULL);

CREATE INDEX conversations_of_office ON public.conversations USING btree (office_id, last_message_at DESC) WHERE (office_id IS NOT NULL);

CREATE INDEX conversations_of_other ON public.conversations USING btree (other_id) WHERE (other_id IS NOT NULL);

CREATE INDEX deliveries_of_member ON public.deliveries USING btree (member_id, at DESC);

CREATE INDEX employments_by_cohort ON public.employments USING btree (network_id, cohort, member_id);

CREATE INDEX employments_in_department ON public.employments USING btree (network_id, department_id, member_id);

CREATE INDEX employments_of_member ON public.employments USING btree (member_id, started DESC, id DESC);

CREATE INDEX exclusions_by_token ON public.exclusions USING gin (tokens);

CREATE INDEX exclusions_of_department ON public.exclusions USING btree (department_id, network_id);

CREATE INDEX exclusions_of_group ON public.exclusions USING btree (group_id);

CREATE INDEX exclusions_of_member ON public.exclusions USING btree (member_id);

CREATE INDEX exclusions_of_other ON public.exclusions USING btree (other_id);

CREATE INDEX follows_of_member ON public.follows USING btree (member_id, since DESC, id DESC);

CREATE INDEX follows_of_other ON public.follows USING btree (other_id);

CREATE INDEX group_attributes_of_attribute ON public.group_attributes USING btree (attribute_id, group_id);

CREATE INDEX group_checks_of_group ON public.group_checks USING btree (group_id, id);

CREATE INDEX group_checks_of_member ON public.group_checks USING btree (member_id);

CREATE INDEX group_memberships_given_by ON public.group_memberships USING btree (invited_by_id) WHERE (invited_by_id IS NOT NULL);

CREATE INDEX group_memberships_of_group ON public.group_memberships USING btree (group_id, since, id);

CREATE INDEX group_memberships_of_member ON public.group_memberships USING btree (member_id, since DESC, id DESC);

CREATE INDEX groups_by_creation ON public.groups USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX groups_by_name ON public.groups USING btree (network_id, sort_name, id);

CREATE INDEX idempotency_keys_by_time ON public.idempotency_keys USING btree (created_at);

CREATE INDEX identities_of_account ON public.identities USING btree (account_id);

CREATE INDEX introduction_answers_of_member ON public.introduction_answers USING btree (member_id);

CREATE INDEX introductions_of_introducer ON public.introductions USING btree (introducer_id, proposed_at DESC, id DESC);

CREATE INDEX introductions_of_one ON public.introductions USING btree (one_id, proposed_at DESC, id DESC);

CREATE INDEX introductions_of_other ON public.introductions USING btree (other_id, proposed_at DESC, id DESC);

CREATE INDEX invitations_by_time ON public.invitations USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX invitations_of_entry ON public.invitations USING btree (entry_id);

CREATE INDEX job_attributes_of_attribute ON public.job_attributes USING btree (attribute_id, job_id);

CREATE INDEX jobs_at_place ON public.jobs USING btree (place_id) WHERE (place_id IS NOT NULL);

CREATE INDEX jobs_of_author ON public.jobs USING btree (author_id, recent_at DESC, id DESC);

CREATE INDEX jobs_recent ON public.jobs USING btree (network_id, recent_at DESC, id DESC);

CREATE INDEX jobs_with_segment ON public.jobs USING btree (segment_id) WHERE (segment_id IS NOT NULL);

CREATE INDEX listed_by_other ON public.listed USING btree (other_id);

CREATE INDEX mails_about ON public.mails USING btree (subject_id);

CREATE INDEX mails_by_time ON public.mails USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX mails_due ON public.mails USING btree (due_at) WHERE ((state)::text = 'QUEUED'::text);

CREATE INDEX member_attributes_of_attribute ON public.member_attributes USING btree (attribute_id, member_id);

CREATE INDEX members_by_attributes ON public.members USING gin (attribute_keys public.gin__int_ops);

CREATE INDEX members_by_joining ON public.members USING btree (network_id, joined_at DESC, id DESC);

CREATE INDEX members_by_name ON public.members USING btree (network_id, sort_name, id);

CREATE INDEX members_by_name_part ON public.members USING gin (name_fold public.gin_trgm_ops);

CREATE INDEX members_by_name_read ON public.members USING btree (network_id, sort_name, id) INCLUDE (name_search);

CREATE INDEX members_by_search ON public.members USING gin (public.enishi_search_tokens(network_id, name_search, former_search, headline_search, searched_companies, attribute_keys));

CREATE INDEX members_of_account ON public.members USING btree (account_id);

CREATE INDEX mentions_of_member ON public.mentions USING btree (member_id, created_at DESC, id DESC);

CREATE INDEX message_mentions_of_member ON public.message_mentions USING btree (member_id);

CREATE INDEX message_reactions_of_member ON public.message_reactions USING btree (member_id);

CREATE INDEX messages_of_author ON public.messages USING btree (author_id, conversation_id, number);

CREATE INDEX messages_of_conversation ON public.messages USING btree (conversation_id, created_at, id);

CREATE INDEX mutes_of_member ON public.mutes USING btree (member_id, since DESC, id DESC);

CREATE INDEX mutes_of_other ON public.mutes USING btree (other_id);

CREATE INDEX notification_items_by_comment ON public.notification_items USING btree (comment_id) WHERE (comment_id IS NOT NULL);

CREATE INDEX notification_items_by_job ON public.notification_items USING btree (job_id) WHERE (job_id IS NOT NULL);

CREATE INDEX notification_items_by_message ON public.notification_items USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX notification_items_by_reaction ON public.notification_items USING btree (reaction_id) WHERE (reaction_id IS NOT NULL);

CREATE INDEX notification_items_of_actor ON public.notification_items USING btree (actor_id);

CREATE INDEX notification_settings_due_at ON public.notification_settings USING btree (digest_due_at) WHERE (digest_due_at IS NOT NULL);

CREATE INDEX notifications_by_announcement ON public.notifications USING btree (announcement_id) WHERE (announcement_id IS NOT NULL);

CREATE INDEX notifications_by_application ON public.notifications USING btree (application_id) WHERE (application_id IS NOT NULL);

CREATE INDEX notifications_by_claim ON public.notifications USING btree (claim_id) WHERE (claim_id IS NOT NULL);

CREATE INDEX notifications_by_comment ON public.notifications USING btree (comment_id) WHERE (comment_id IS NOT NULL);

CREATE INDEX notifications_by_conversation ON public.notifications USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX notifications_by_introduction ON public.notifications USING btree (introduction_id) WHERE (introduction_id IS NOT NULL);

CREATE INDEX notifications_by_job ON public.notifications USING btree (job_id) WHERE (job_id IS NOT NULL);

CREATE INDEX notifications_by_membership ON public.notifications USING btree (membership_id) WHERE (membership_id IS NOT NULL);

CREATE INDEX notifications_by_mention ON public.notifications USING btree (mention_id) WHERE (mention_id IS NOT NULL);

CREATE INDEX notifications_by_message ON public.notifications USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX notifications_by_post ON public.notifications USING btree (post_id) WHERE (post_id IS NOT NULL);

CREATE INDEX notifications_by_referral ON public.notifications USING btree (referral_id) WHERE (referral_id IS NOT NULL);

CREATE INDEX notifications_by_saved_search ON public.notifications USING btree (saved_search_id) WHERE (saved_search_id IS NOT NULL);

CREATE INDEX notifications_by_talk ON public.notifications USING btree (talk_id) WHERE (talk_id IS NOT NULL);

CREATE INDEX notifications_by_talk_answer ON public.notifications USING btree (talk_answer_id) WHERE (talk_answer_id IS NOT NULL);

CREATE INDEX notifications_by_tie ON public.notifications USING btree (tie_id) WHERE (tie_id IS NOT NULL);

CREATE INDEX notifications_by_tie_request ON public.notifications USING btree (tie_request_id) WHERE (tie_request_id IS NOT NULL);

CREATE INDEX notifications_by_time ON public.notifications USING btree (network_id, at);

CREATE INDEX notifications_of_member ON public.notifications USING btree (member_id, at DESC, id DESC);

CREATE INDEX notifications_to_mail ON public.notifications USING btree (first_at) WHERE (mail AND (mailed_at IS NULL) AND (read_at IS NULL));

CREATE INDEX notifications_unread ON public.notifications USING btree (member_id) WHERE (read_at IS NULL);

CREATE INDEX notifications_unseen ON public.notifications USING btree (member_id) WHERE (seen_at IS NULL);

CREATE INDEX outbox_events_by_time ON public.outbox_events USING btree (network_id, at);

CREATE INDEX participants_of_member ON public.participants USING btree (member_id, conversation_id);

CREATE INDEX place_preferences_of_group ON public.place_preferences USING btree (group_id, attention) WHERE (group_id IS NOT NULL);

CREATE INDEX place_preferences_of_post ON public.place_preferences USING btree (post_id, attention) WHERE (post_id IS NOT NULL);

CREATE INDEX poll_votes_of_member ON public.poll_votes USING btree (member_id);

CREATE INDEX poll_votes_of_option ON public.poll_votes USING btree (option_id);

CREATE INDEX positions_at_company ON public.positions USING btree (network_id, company_key, member_id);

CREATE INDEX positions_at_place ON public.positions USING btree (network_id, place_id, member_id);

CREATE INDEX positions_in_industry ON public.positions USING btree (network_id, industry_id, member_id);

CREATE INDEX positions_of_member ON public.positions USING btree (member_id, started DESC, id DESC);

CREATE INDEX posts_by_creation ON public.posts USING btree (network_id, created_at DESC, id DESC);

CREATE INDEX posts_in_group ON public.posts USING btree (group_id, created_at DESC, id DESC);

CREATE INDEX posts_of_author ON public.posts USING btree (author_id, created_at DESC, id DESC);

CREATE INDEX reactions_of_member ON public.reactions USING btree (member_id, created_at DESC, id DESC);

CREATE INDEX referrals_of_candidate ON public.referrals USING btree (candidate_id, made_at DESC, id DESC);

CREATE INDEX referrals_of_job ON public.referrals USING btree (job_id);

CREATE INDEX referrals_of_referrer ON public.referrals USING btree (referrer_id, made_at DESC, id DESC);

CREATE INDEX roster_entries_by_email ON public.roster_entries USING btree (network_id, email);

CREATE INDEX roster_entries_by_name ON public.roster_entries USING btree (network_id, sort_name, id);

CREATE INDEX saved_searches_due_at ON public.saved_searches USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX saved_searches_live ON public.saved_searches USING btree (network_id, kind) WHERE ((alerts)::text = 'LIVE'::text);

CREATE INDEX saved_searches_of_member ON public.saved_searches USING btree (member_id, created_at, id);

CREATE INDEX segments_of_author ON public.segments USING btree (author_id);

CREATE INDEX sessions_of_member ON public.sessions USING btree (member_id);

CREATE INDEX sign_ins_by_end ON public.sign_ins USING btree (expires_at);

CREATE INDEX sign_ins_of_address ON public.sign_ins USING btree (network_id, address, created_at DESC);

CREATE INDEX talk_answers_of_interest ON public.talk_answers USING btree (interest_id);

CREATE INDEX talk_answers_of_member ON public.talk_answers USING btree (member_id, answered_at DESC, id DESC);

CREATE INDEX talks_of_job ON public.talks USING btree (job_id);

CREATE INDEX talks_of_opener ON public.talks USING btree (opener_id);

CREATE INDEX talks_recent ON public.talks USING btree (network_id, opened_at DESC, id DESC);

CREATE INDEX tie_declines_of_other ON public.tie_declines USING btree (other_id);

CREATE INDEX tie_requests_of_member ON public.tie_requests USING btree (member_id, asked_at DESC, id DESC);

CREATE INDEX tie_requests_to_other ON public.tie_requests USING btree (other_id, asked_at DESC, id DESC);

CREATE INDEX ties_of_member ON public.ties USING btree (member_id, since DESC, id DESC);

CREATE INDEX topic_subscriptions_of_topic ON public.topic_subscriptions USING btree (topic_id, channel) WHERE (ended_at IS NULL);

CREATE INDEX topics_of_attribute ON public.topics USING btree (attribute_id, post_id, comment_id);

CREATE INDEX visits_by_end ON public.visits USING btree (expires_at);

CREATE TRIGGER access_log_is_not_emptied BEFORE TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION public.keep_access_log();

CREATE TRIGGER access_log_stays BEFORE DELETE OR UPDATE ON public.access_log FOR EACH ROW EXECUTE FUNCTION public.keep_access_log();

CREATE TRIGGER account_emails_delete_belongings AFTER DELETE ON public.account_emails REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings_of_accounts();

CREATE TRIGGER account_emails_insert_belongings AFTER INSERT ON public.account_emails REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings_of_accounts();

CREATE TRIGGER account_emails_update_belongings AFTER UPDATE ON public.account_emails REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings_of_accounts();

CREATE TRIGGER audit_entries_for_ever BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION public.enishi_keep_audit();

CREATE TRIGGER employments_delete_belongings AFTER DELETE ON public.employments REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER employments_insert_belongings AFTER INSERT ON public.employments REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE CONSTRAINT TRIGGER employments_open_means_employee AFTER INSERT OR UPDATE ON public.employments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.ended IS NULL)) EXECUTE FUNCTION public.hold_open_spell();

CREATE TRIGGER employments_update_belongings AFTER UPDATE ON public.employments REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER employments_usual_audience BEFORE INSERT ON public.employments FOR EACH ROW WHEN ((new.audience IS NULL)) EXECUTE FUNCTION public.give_usual_audience('10');

CREATE TRIGGER exclusions_delete_checks AFTER DELETE ON public.exclusions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_members_in_groups();

CREATE TRIGGER exclusions_delete_excludes AFTER DELETE ON public.exclusions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_excludes();

CREATE TRIGGER exclusions_insert_checks AFTER INSERT ON public.exclusions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_members_in_groups();

CREATE TRIGGER exclusions_insert_excludes AFTER INSERT ON public.exclusions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_excludes();

CREATE TRIGGER exclusions_update_checks AFTER UPDATE ON public.exclusions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_members_in_groups();

CREATE TRIGGER exclusions_update_excludes AFTER UPDATE ON public.exclusions REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_excludes();

CREATE TRIGGER group_attributes_delete_checks AFTER DELETE ON public.group_attributes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_groups_by_attribute();

CREATE TRIGGER group_attributes_insert_checks AFTER INSERT ON public.group_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_groups_by_attribute();

CREATE TRIGGER group_attributes_update_checks AFTER UPDATE ON public.group_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_groups_by_attribute();

CREATE TRIGGER group_memberships_delete_belongings AFTER DELETE ON public.group_memberships REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER group_memberships_insert_belongings AFTER INSERT ON public.group_memberships REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER group_memberships_update_belongings AFTER UPDATE ON public.group_memberships REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER groups_update_belongings AFTER UPDATE OF readable_by_hr ON public.groups FOR EACH ROW WHEN ((old.readable_by_hr <> new.readable_by_hr)) EXECUTE FUNCTION public.keep_belongings_of_group();

CREATE TRIGGER groups_update_checks AFTER UPDATE OF rule_match, archived_at ON public.groups FOR EACH ROW WHEN ((((old.rule_match)::text IS DISTINCT FROM (new.rule_match)::text) OR (old.archived_at IS DISTINCT FROM new.archived_at))) EXECUTE FUNCTION public.check_group();

CREATE TRIGGER listed_delete_lists AFTER DELETE ON public.listed REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_lists();

CREATE TRIGGER listed_insert_lists AFTER INSERT ON public.listed REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_lists();

CREATE TRIGGER listed_update_lists AFTER UPDATE ON public.listed REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_lists();

CREATE TRIGGER member_attributes_delete_checks AFTER DELETE ON public.member_attributes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_holders_in_groups();

CREATE TRIGGER member_attributes_deleted AFTER DELETE ON public.member_attributes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_attribute_keys();

CREATE TRIGGER member_attributes_insert_checks AFTER INSERT ON public.member_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_holders_in_groups();

CREATE TRIGGER member_attributes_inserted AFTER INSERT ON public.member_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_attribute_keys();

CREATE TRIGGER member_attributes_pair_stays BEFORE UPDATE OF member_id, attribute_id ON public.member_attributes FOR EACH ROW WHEN (((old.member_id IS DISTINCT FROM new.member_id) OR (old.attribute_id IS DISTINCT FROM new.attribute_id))) EXECUTE FUNCTION public.refuse_update();

CREATE TRIGGER member_attributes_update_checks AFTER UPDATE ON public.member_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.check_holders_in_groups();

CREATE TRIGGER member_attributes_updated AFTER UPDATE ON public.member_attributes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_attribute_keys();

CREATE TRIGGER member_attributes_usual_audience BEFORE INSERT ON public.member_attributes FOR EACH ROW WHEN ((new.audience IS NULL)) EXECUTE FUNCTION public.give_usual_audience('12');

CREATE TRIGGER members_belongings BEFORE INSERT ON public.members FOR EACH ROW EXECUTE FUNCTION public.give_belongings();

CREATE CONSTRAINT TRIGGER members_open_means_employee AFTER UPDATE OF kind ON public.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.kind)::text <> 'EMPLOYEE'::text)) EXECUTE FUNCTION public.hold_open_spell();

CREATE TRIGGER members_update_belongings AFTER UPDATE OF account_id, roles ON public.members FOR EACH ROW WHEN (((old.account_id IS DISTINCT FROM new.account_id) OR (old.roles IS DISTINCT FROM new.roles))) EXECUTE FUNCTION public.keep_belongings_of_member();

CREATE TRIGGER members_update_checks AFTER UPDATE OF status, roles ON public.members FOR EACH ROW WHEN ((((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.roles IS DISTINCT FROM new.roles))) EXECUTE FUNCTION public.check_member_in_groups();

CREATE TRIGGER members_usual_audiences BEFORE INSERT ON public.members FOR EACH ROW EXECUTE FUNCTION public.give_usual_audiences();

CREATE TRIGGER networks_update_checks AFTER UPDATE OF audience_floors, audience_ceilings ON public.networks FOR EACH ROW WHEN (((old.audience_floors IS DISTINCT FROM new.audience_floors) OR (old.audience_ceilings IS DISTINCT FROM new.audience_ceilings))) EXECUTE FUNCTION public.check_groups_of_network();

CREATE TRIGGER openness_usual_audience BEFORE INSERT ON public.openness FOR EACH ROW WHEN ((new.audience IS NULL)) EXECUTE FUNCTION public.give_usual_audience('13');

CREATE TRIGGER positions_delete_belongings AFTER DELETE ON public.positions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER positions_insert_belongings AFTER INSERT ON public.positions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER positions_update_belongings AFTER UPDATE ON public.positions REFERENCING OLD TABLE AS gone NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_belongings();

CREATE TRIGGER positions_usual_audience BEFORE INSERT ON public.positions FOR EACH ROW WHEN ((new.audience IS NULL)) EXECUTE FUNCTION public.give_usual_audience('11');

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_actor FOREIGN KEY (network_id, actor_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (actor_id);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_entry FOREIGN KEY (network_id, entry_id) REFERENCES public.roster_entries(network_id, id) ON DELETE SET NULL (entry_id);

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_subject FOREIGN KEY (network_id, subject_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (subject_id);

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_app FOREIGN KEY (network_id, app_id) REFERENCES public.apps(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.access_tokens
    ADD CONSTRAINT access_tokens_session FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.account_emails
    ADD CONSTRAINT account_emails_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcement_topics
    ADD CONSTRAINT announcement_topics_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_segment FOREIGN KEY (network_id, segment_id) REFERENCES public.segments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_topic FOREIGN KEY (network_id, topic_id) REFERENCES public.announcement_topics(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.application_notes
    ADD CONSTRAINT application_notes_application FOREIGN KEY (network_id, application_id) REFERENCES public.applications(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.application_notes
    ADD CONSTRAINT application_notes_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.application_steps
    ADD CONSTRAINT application_steps_actor FOREIGN KEY (network_id, actor_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (actor_id);

ALTER TABLE ONLY public.application_steps
    ADD CONSTRAINT application_steps_application FOREIGN KEY (network_id, application_id) REFERENCES public.applications(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_applicant FOREIGN KEY (network_id, applicant_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_referral FOREIGN KEY (network_id, referral_id) REFERENCES public.referrals(network_id, id) ON DELETE SET NULL (referral_id);

ALTER TABLE ONLY public.attribute_proposals
    ADD CONSTRAINT attribute_proposals_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.attributes
    ADD CONSTRAINT attributes_parent FOREIGN KEY (network_id, parent_id) REFERENCES public.attributes(network_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_both_ways FOREIGN KEY (other_id, member_id) REFERENCES public.blocks(member_id, other_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_decided_by FOREIGN KEY (network_id, decided_by_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (decided_by_id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_entry FOREIGN KEY (network_id, entry_id) REFERENCES public.roster_entries(network_id, id) ON DELETE SET NULL (entry_id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (member_id);

ALTER TABLE ONLY public.claims
    ADD CONSTRAINT claims_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.comeback_interests
    ADD CONSTRAINT comeback_interests_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_parent FOREIGN KEY (post_id, parent_id) REFERENCES public.comments(post_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.contract_terms
    ADD CONSTRAINT contract_terms_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_assignee FOREIGN KEY (network_id, assignee_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (assignee_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE SET NULL (job_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_office FOREIGN KEY (network_id, office_id) REFERENCES public.offices(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_one FOREIGN KEY (network_id, one_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_starter FOREIGN KEY (network_id, starter_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (starter_id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_announcement FOREIGN KEY (network_id, announcement_id) REFERENCES public.announcements(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.dismissals
    ADD CONSTRAINT dismissals_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.dismissals
    ADD CONSTRAINT dismissals_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.employments
    ADD CONSTRAINT employments_department FOREIGN KEY (network_id, department_id) REFERENCES public.attributes(network_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.employments
    ADD CONSTRAINT employments_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT exclusions_department FOREIGN KEY (network_id, department_id) REFERENCES public.attributes(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT exclusions_group FOREIGN KEY (network_id, group_id) REFERENCES public.groups(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT exclusions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.exclusions
    ADD CONSTRAINT exclusions_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_attributes
    ADD CONSTRAINT group_attributes_attribute FOREIGN KEY (network_id, attribute_id) REFERENCES public.attributes(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_attributes
    ADD CONSTRAINT group_attributes_group FOREIGN KEY (network_id, group_id) REFERENCES public.groups(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_checks
    ADD CONSTRAINT group_checks_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_memberships
    ADD CONSTRAINT group_memberships_group FOREIGN KEY (network_id, group_id) REFERENCES public.groups(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_memberships
    ADD CONSTRAINT group_memberships_invited_by FOREIGN KEY (network_id, invited_by_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (invited_by_id);

ALTER TABLE ONLY public.group_memberships
    ADD CONSTRAINT group_memberships_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.introduction_answers
    ADD CONSTRAINT introduction_answers_introduction FOREIGN KEY (network_id, introduction_id) REFERENCES public.introductions(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.introduction_answers
    ADD CONSTRAINT introduction_answers_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_introducer FOREIGN KEY (network_id, introducer_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_one FOREIGN KEY (network_id, one_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.introductions
    ADD CONSTRAINT introductions_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_accepted_by FOREIGN KEY (network_id, accepted_by_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (accepted_by_id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_entry FOREIGN KEY (network_id, entry_id) REFERENCES public.roster_entries(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_inviter FOREIGN KEY (network_id, inviter_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (inviter_id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.job_attributes
    ADD CONSTRAINT job_attributes_attribute FOREIGN KEY (network_id, attribute_id) REFERENCES public.attributes(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.job_attributes
    ADD CONSTRAINT job_attributes_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_place FOREIGN KEY (network_id, place_id) REFERENCES public.attributes(network_id, id) ON DELETE SET NULL (place_id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_segment FOREIGN KEY (network_id, segment_id) REFERENCES public.segments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.listed
    ADD CONSTRAINT listed_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.member_attributes
    ADD CONSTRAINT member_attributes_attribute FOREIGN KEY (network_id, attribute_id) REFERENCES public.attributes(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.member_attributes
    ADD CONSTRAINT member_attributes_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_comment FOREIGN KEY (network_id, comment_id) REFERENCES public.comments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mentions
    ADD CONSTRAINT mentions_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message_mentions
    ADD CONSTRAINT message_mentions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message_mentions
    ADD CONSTRAINT message_mentions_message FOREIGN KEY (network_id, message_id) REFERENCES public.messages(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message_reactions
    ADD CONSTRAINT message_reactions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message_reactions
    ADD CONSTRAINT message_reactions_message FOREIGN KEY (network_id, message_id) REFERENCES public.messages(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_conversation FOREIGN KEY (network_id, conversation_id) REFERENCES public.conversations(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_reply_to FOREIGN KEY (conversation_id, reply_to_id) REFERENCES public.messages(conversation_id, id) ON DELETE SET NULL (reply_to_id);

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.network_heads
    ADD CONSTRAINT network_heads_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_actor FOREIGN KEY (network_id, actor_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_comment FOREIGN KEY (network_id, comment_id) REFERENCES public.comments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_message FOREIGN KEY (network_id, message_id) REFERENCES public.messages(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_notification FOREIGN KEY (notification_id) REFERENCES public.notifications(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_items
    ADD CONSTRAINT notification_items_reaction FOREIGN KEY (reaction_id) REFERENCES public.reactions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_positions
    ADD CONSTRAINT notification_positions_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_preferences
    ADD CONSTRAINT notification_preferences_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_settings
    ADD CONSTRAINT notification_settings_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_announcement FOREIGN KEY (network_id, announcement_id) REFERENCES public.announcements(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_application FOREIGN KEY (network_id, application_id) REFERENCES public.applications(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_claim FOREIGN KEY (network_id, claim_id) REFERENCES public.claims(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_comment FOREIGN KEY (network_id, comment_id) REFERENCES public.comments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_conversation FOREIGN KEY (network_id, conversation_id) REFERENCES public.conversations(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_introduction FOREIGN KEY (network_id, introduction_id) REFERENCES public.introductions(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_membership FOREIGN KEY (membership_id) REFERENCES public.group_memberships(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_mention FOREIGN KEY (mention_id) REFERENCES public.mentions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_message FOREIGN KEY (network_id, message_id) REFERENCES public.messages(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_referral FOREIGN KEY (network_id, referral_id) REFERENCES public.referrals(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_saved_search FOREIGN KEY (saved_search_id) REFERENCES public.saved_searches(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_talk FOREIGN KEY (network_id, talk_id) REFERENCES public.talks(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_talk_answer FOREIGN KEY (talk_answer_id) REFERENCES public.talk_answers(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_tie FOREIGN KEY (tie_id) REFERENCES public.ties(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_tie_request FOREIGN KEY (tie_request_id) REFERENCES public.tie_requests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT offices_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.openness
    ADD CONSTRAINT openness_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_actor FOREIGN KEY (network_id, actor_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (actor_id);

ALTER TABLE ONLY public.outbox_events
    ADD CONSTRAINT outbox_events_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_conversation FOREIGN KEY (network_id, conversation_id) REFERENCES public.conversations(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.participants
    ADD CONSTRAINT participants_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_group FOREIGN KEY (network_id, group_id) REFERENCES public.groups(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.place_preferences
    ADD CONSTRAINT place_preferences_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_options
    ADD CONSTRAINT poll_options_poll FOREIGN KEY (network_id, poll_id) REFERENCES public.polls(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_option FOREIGN KEY (poll_id, option_id) REFERENCES public.poll_options(poll_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_poll FOREIGN KEY (network_id, poll_id) REFERENCES public.polls(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.polls
    ADD CONSTRAINT polls_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_industry FOREIGN KEY (network_id, industry_id) REFERENCES public.attributes(network_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_place FOREIGN KEY (network_id, place_id) REFERENCES public.attributes(network_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.post_edits
    ADD CONSTRAINT post_edits_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_announcement FOREIGN KEY (network_id, announcement_id) REFERENCES public.announcements(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (author_id);

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_group FOREIGN KEY (network_id, group_id) REFERENCES public.groups(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.providers
    ADD CONSTRAINT providers_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_comment FOREIGN KEY (network_id, comment_id) REFERENCES public.comments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_candidate FOREIGN KEY (network_id, candidate_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_referrer FOREIGN KEY (network_id, referrer_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_claimed_by FOREIGN KEY (network_id, claimed_by_id) REFERENCES public.members(network_id, id) ON DELETE SET NULL (claimed_by_id);

ALTER TABLE ONLY public.roster_entries
    ADD CONSTRAINT roster_entries_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.roster_spells
    ADD CONSTRAINT roster_spells_entry FOREIGN KEY (network_id, entry_id) REFERENCES public.roster_entries(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.saved_searches
    ADD CONSTRAINT saved_searches_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_author FOREIGN KEY (network_id, author_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.shared_values
    ADD CONSTRAINT shared_values_application FOREIGN KEY (network_id, application_id) REFERENCES public.applications(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_claim FOREIGN KEY (network_id, claim_id) REFERENCES public.claims(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.talk_answers
    ADD CONSTRAINT talk_answers_interest FOREIGN KEY (network_id, interest_id) REFERENCES public.comeback_interests(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.talk_answers
    ADD CONSTRAINT talk_answers_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.talk_answers
    ADD CONSTRAINT talk_answers_talk FOREIGN KEY (network_id, talk_id) REFERENCES public.talks(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.talks
    ADD CONSTRAINT talks_job FOREIGN KEY (network_id, job_id) REFERENCES public.jobs(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.talks
    ADD CONSTRAINT talks_opener FOREIGN KEY (network_id, opener_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tie_declines
    ADD CONSTRAINT tie_declines_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tie_declines
    ADD CONSTRAINT tie_declines_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tie_requests
    ADD CONSTRAINT tie_requests_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tie_requests
    ADD CONSTRAINT tie_requests_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ties
    ADD CONSTRAINT ties_both_ways FOREIGN KEY (other_id, member_id) REFERENCES public.ties(member_id, other_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ties
    ADD CONSTRAINT ties_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.ties
    ADD CONSTRAINT ties_other FOREIGN KEY (network_id, other_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topic_subscriptions
    ADD CONSTRAINT topic_subscriptions_member FOREIGN KEY (network_id, member_id) REFERENCES public.members(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topic_subscriptions
    ADD CONSTRAINT topic_subscriptions_topic FOREIGN KEY (network_id, topic_id) REFERENCES public.announcement_topics(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_attribute FOREIGN KEY (network_id, attribute_id) REFERENCES public.attributes(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_comment FOREIGN KEY (network_id, comment_id) REFERENCES public.comments(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_post FOREIGN KEY (network_id, post_id) REFERENCES public.posts(network_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_provider FOREIGN KEY (network_id, provider_id) REFERENCES public.providers(network_id, id) ON DELETE CASCADE;
INSERT INTO public.tortoise_migrations (app, name, applied_at) VALUES
    ('models', '0001_functions', now()),
    ('models', '0002_tables', now()),
    ('models', '0003_constraints', now()),
    ('models', '0004_audiences', now()),
    ('models', '0005_search', now()),
    ('models', '0006_access_log', now()),
    ('models', '0007_statistics', now()),
    ('models', '0008_topics', now()),
    ('models', '0009_common_ground', now()),
    ('models', '0010_ceilings', now()),
    ('models', '0011_bounded_search', now()),
    ('models', '0012_actions', now()),
    ('models', '0013_joining', now()),
    ('models', '0014_profiles', now()),
    ('models', '0015_ties', now()),
    ('models', '0016_groups', now()),
    ('models', '0017_posts', now()),
    ('models', '0018_presence', now()),
    ('models', '0019_modules', now()),
    ('models', '0020_messages', now()),
    ('models', '0021_jobs', now()),
    ('models', '0022_announcements', now()),
    ('models', '0023_notifications', now()),
    ('models', '0024_applications', now()),
    ('models', '0025_comeback', now()),
    ('models', '0026_alerts', now()),
    ('models', '0027_partners', now()),
    ('models', '0028_talks_told', now()),
    ('models', '0029_referrals', now()),
    ('models', '0030_meant', now());
