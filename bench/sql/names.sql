-- What a town is made of: names as written, in kana and romanised, skills, callings, and companies in two halves.
create function pg_temp.listed(words text) returns table (place bigint, word text) language sql immutable as $$
    select place, word from unnest(regexp_split_to_array(btrim(words, E' \n'), '[ \n]+')) with ordinality w(word, place) $$;
create function pg_temp.named(names text) returns table (place bigint, name text[]) language sql immutable as $$
    select place, string_to_array(name, ' ')
    from unnest(regexp_split_to_array(btrim(names, E' \n'), ',[ \n]+')) with ordinality n(name, place) $$;

-- The first are those of most people.
create temporary table families as select * from pg_temp.named('
    佐藤 サトウ Sato, 鈴木 スズキ Suzuki, 髙橋 タカハシ Takahashi, 高橋 タカハシ Takahashi, 田中 タナカ Tanaka, 渡辺 ワタナベ Watanabe,
    渡邊 ワタナベ Watanabe, 渡邉 ワタナベ Watanabe, 伊藤 イトウ Ito, 中村 ナカムラ Nakamura, 小林 コバヤシ Kobayashi, 山本 ヤマモト Yamamoto,
    加藤 カトウ Kato, 吉田 ヨシダ Yoshida, 山田 ヤマダ Yamada, 佐々木 ササキ Sasaki, 山口 ヤマグチ Yamaguchi, 松本 マツモト Matsumoto,
    井上 イノウエ Inoue, 木村 キムラ Kimura, 清水 シミズ Shimizu, 林 ハヤシ Hayashi, 斎藤 サイトウ Saito, 齋藤 サイトウ Saito, 山崎 ヤマザキ Yamazaki,
    山﨑 ヤマサキ Yamasaki, 中島 ナカジマ Nakajima, 森 モリ Mori, 阿部 アベ Abe, 池田 イケダ Ikeda, 橋本 ハシモト Hashimoto, 石川 イシカワ Ishikawa,
    山下 ヤマシタ Yamashita, 小川 オガワ Ogawa, 石井 イシイ Ishii, 長谷川 ハセガワ Hasegawa, 後藤 ゴトウ Goto, 岡田 オカダ Okada, 近藤 コンドウ Kondo,
    前田 マエダ Maeda, 藤田 フジタ Fujita, 遠藤 エンドウ Endo, 青木 アオキ Aoki, 坂本 サカモト Sakamoto, 村上 ムラカミ Murakami, 太田 オオタ Ota,
    金子 カネコ Kaneko, 藤井 フジイ Fujii, 西村 ニシムラ Nishimura, 三浦 ミウラ Miura, 竹内 タケウチ Takeuchi, 中川 ナカガワ Nakagawa,
    岡本 オカモト Okamoto, 松田 マツダ Matsuda, 中野 ナカノ Nakano, 小野 オノ Ono, 大野 オオノ Ono, 田村 タムラ Tamura, 藤原 フジワラ Fujiwara,
    中山 ナカヤマ Nakayama, 小島 コジマ Kojima, 酒井 サカイ Sakai, 原 ハラ Hara, 高木 タカギ Takagi, 横山 ヨコヤマ Yokoyama, 安藤 アンドウ Ando,
    宮崎 ミヤザキ Miyazaki, 上田 ウエダ Ueda, 工藤 クドウ Kudo, 大塚 オオツカ Otsuka, 千葉 チバ Chiba, 平野 ヒラノ Hirano, 松井 マツイ Matsui,
    河野 コウノ Kono, 杉山 スギヤマ Sugiyama, 小山 コヤマ Koyama, 菅原 スガワラ Sugawara, 久保 クボ Kubo, 野口 ノグチ Noguchi, 今井 イマイ Imai,
    谷口 タニグチ Taniguchi, 上野 ウエノ Ueno, 小松 コマツ Komatsu, 松尾 マツオ Matsuo, 丸山 マルヤマ Maruyama, 大西 オオニシ Onishi, 新井 アライ Arai,
    古川 フルカワ Furukawa, 菊地 キクチ Kikuchi, 野村 ノムラ Nomura, 佐野 サノ Sano, 市川 イチカワ Ichikawa, 杉本 スギモト Sugimoto,
    水野 ミズノ Mizuno, 桜井 サクライ Sakurai, 櫻井 サクライ Sakurai, 広瀬 ヒロセ Hirose, 廣瀬 ヒロセ Hirose, 木下 キノシタ Kinoshita,
    高野 タカノ Takano, 内山 ウチヤマ Uchiyama, 山内 ヤマウチ Yamauchi, 大島 オオシマ Oshima, 菅野 カンノ Kanno, 岩崎 イワサキ Iwasaki,
    熊谷 クマガイ Kumagai, 服部 ハットリ Hattori, 樋口 ヒグチ Higuchi, 土屋 ツチヤ Tsuchiya, 川口 カワグチ Kawaguchi, 片山 カタヤマ Katayama,
    福島 フクシマ Fukushima, 大久保 オオクボ Okubo, 矢野 ヤノ Yano, 川上 カワカミ Kawakami, 荒木 アラキ Araki, 永井 ナガイ Nagai, 秋山 アキヤマ Akiyama,
    関口 セキグチ Sekiguchi, 五十嵐 イガラシ Igarashi, 中西 ナカニシ Nakanishi, 須藤 スドウ Sudo, 吉川 ヨシカワ Yoshikawa, 川村 カワムラ Kawamura,
    東 ヒガシ Higashi, 辻 ツジ Tsuji, 馬場 ババ Baba, 大橋 オオハシ Ohashi, 渋谷 シブヤ Shibuya, 澁谷 シブヤ Shibuya, 西川 ニシカワ Nishikawa,
    北村 キタムラ Kitamura, 浅野 アサノ Asano, 沢田 サワダ Sawada, 澤田 サワダ Sawada, 荒井 アライ Arai, 河合 カワイ Kawai, 篠原 シノハラ Shinohara,
    萩原 ハギワラ Hagiwara, 松岡 マツオカ Matsuoka, 望月 モチヅキ Mochizuki, 小池 コイケ Koike, 浅井 アサイ Asai, 大山 オオヤマ Oyama,
    西山 ニシヤマ Nishiyama, 青山 アオヤマ Aoyama, 平山 ヒラヤマ Hirayama, 若山 ワカヤマ Wakayama, 塚本 ツカモト Tsukamoto, 早川 ハヤカワ Hayakawa,
    宮本 ミヤモト Miyamoto, 栗原 クリハラ Kurihara, 尾崎 オザキ Ozaki, 南 ミナミ Minami, 星野 ホシノ Hoshino, 堀 ホリ Hori, 飯塚 イイヅカ Iizuka,
    岸 キシ Kishi, 滝沢 タキザワ Takizawa, 瀧澤 タキザワ Takizawa, 徳永 トクナガ Tokunaga, 入江 イリエ Irie, 榎本 エノモト Enomoto,
    江口 エグチ Eguchi, 神谷 カミヤ Kamiya, 川島 カワシマ Kawashima, 北川 キタガワ Kitagawa, 児玉 コダマ Kodama, 坂口 サカグチ Sakaguchi,
    白石 シライシ Shiraishi, 二宮 ニノミヤ Ninomiya, 根本 ネモト Nemoto, 日高 ヒダカ Hidaka, 堀内 ホリウチ Horiuchi, 三宅 ミヤケ Miyake,
    柳 ヤナギ Yanagi, 相沢 アイザワ Aizawa, 東海林 ショウジ Shoji, 足立 アダチ Adachi, 安部 アベ Abe, 天野 アマノ Amano, 石原 イシハラ Ishihara,
    泉 イズミ Izumi, 今村 イマムラ Imamura, 岩本 イワモト Iwamoto, 植木 ウエキ Ueki, 臼井 ウスイ Usui, 大川 オオカワ Okawa, 大森 オオモリ Omori,
    岡 オカ Oka, 岡崎 オカザキ Okazaki, 荻野 オギノ Ogino, 奥村 オクムラ Okumura, 甲斐 カイ Kai, 鎌倉 カマクラ Kamakura, 川崎 カワサキ Kawasaki,
    桑原 クワハラ Kuwahara, 小泉 コイズミ Koizumi, 榊原 サカキバラ Sakakibara, 三枝 サエグサ Saegusa, 重松 シゲマツ Shigematsu, 杉浦 スギウラ Sugiura,
    関 セキ Seki, 高島 タカシマ Takashima, 高瀬 タカセ Takase, 津島 ツシマ Tsushima, 寺本 テラモト Teramoto, 土井 ドイ Doi, 長尾 ナガオ Nagao,
    中尾 ナカオ Nakao, 野中 ノナカ Nonaka, 畑中 ハタナカ Hatanaka, 福本 フクモト Fukumoto, 松村 マツムラ Matsumura, 三好 ミヨシ Miyoshi,
    村井 ムライ Murai, 森本 モリモト Morimoto, 吉岡 ヨシオカ Yoshioka
');
create temporary table givens as select * from pg_temp.named('
    葵 アオイ Aoi, 太郎 タロウ Taro, 裕子 ユウコ Yuko, 翔 ショウ Sho, 美咲 ミサキ Misaki, 健一 ケンイチ Kenichi, 直樹 ナオキ Naoki, 陽子 ヨウコ Yoko,
    大輔 ダイスケ Daisuke, 愛 アイ Ai, 誠 マコト Makoto, 学 マナブ Manabu, 隆 タカシ Takashi, 浩 ヒロシ Hiroshi, 明美 アケミ Akemi,
    由美子 ユミコ Yumiko, 恵子 ケイコ Keiko, 久美子 クミコ Kumiko, 智子 トモコ Tomoko, 真由美 マユミ Mayumi, 幸子 サチコ Sachiko, 洋子 ヨウコ Yoko,
    和子 カズコ Kazuko, 京子 キョウコ Kyoko, 直美 ナオミ Naomi, 加奈子 カナコ Kanako, 香織 カオリ Kaori, 麻衣 マイ Mai, 綾 アヤ Aya, 綾香 アヤカ Ayaka,
    彩 サヤカ Sayaka, 千夏 チナツ Chinatsu, 結衣 ユイ Yui, 陽菜 ヒナ Hina, 凛 リン Rin, 莉子 リコ Riko, 芽衣 メイ Mei, 咲良 サクラ Sakura,
    美桜 ミオ Mio, 楓 カエデ Kaede, 遥 ハルカ Haruka, 七海 ナナミ Nanami, 舞 マイ Mai, 瞳 ヒトミ Hitomi, 優子 ユウコ Yuko, 優 ユウ Yu,
    優奈 ユウナ Yuna, 里奈 リナ Rina, 奈々 ナナ Nana, 桃子 モモコ Momoko, 亜美 アミ Ami, 恵 メグミ Megumi, 恵美 エミ Emi, 香 カオル Kaoru,
    薫 カオル Kaoru, 純 ジュン Jun, 純子 ジュンコ Junko, 典子 ノリコ Noriko, 法子 ノリコ Noriko, 晶 アキラ Akira, 明 アキラ Akira, 昭 アキラ Akira,
    章 アキラ Akira, 彰 アキラ Akira, 徹 トオル Toru, 徹也 テツヤ Tetsuya, 哲也 テツヤ Tetsuya, 達也 タツヤ Tatsuya, 拓也 タクヤ Takuya,
    和也 カズヤ Kazuya, 智也 トモヤ Tomoya, 雄太 ユウタ Yuta, 雄一 ユウイチ Yuichi, 雄介 ユウスケ Yusuke, 勇気 ユウキ Yuki, 悠斗 ユウト Yuto,
    蓮 レン Ren, 湊 ミナト Minato, 樹 イツキ Itsuki, 大翔 ヒロト Hiroto, 陽翔 ハルト Haruto, 陽太 ヨウタ Yota, 颯太 ソウタ Sota, 蒼 アオイ Aoi,
    悠真 ユウマ Yuma, 朝陽 アサヒ Asahi, 律 リツ Ritsu, 健 ケン Ken, 健太 ケンタ Kenta, 健太郎 ケンタロウ Kentaro, 一郎 イチロウ Ichiro,
    二郎 ジロウ Jiro, 三郎 サブロウ Saburo, 次郎 ジロウ Jiro, 慎一 シンイチ Shinichi, 真一 シンイチ Shinichi, 伸一 シンイチ Shinichi,
    信一 シンイチ Shinichi, 新一 シンイチ Shinichi, 修 シュウ Shu, 修一 シュウイチ Shuichi, 修平 シュウヘイ Shuhei, 周平 シュウヘイ Shuhei,
    駿 シュン Shun, 俊介 シュンスケ Shunsuke, 大介 ダイスケ Daisuke, 恭平 キョウヘイ Kyohei, 亮 リョウ Ryo, 亮太 リョウタ Ryota, 涼 リョウ Ryo,
    涼子 リョウコ Ryoko, 諒 リョウ Ryo, 剛 ツヨシ Tsuyoshi, 剛史 ツヨシ Tsuyoshi, 毅 タケシ Takeshi, 武 タケシ Takeshi, 猛 タケシ Takeshi,
    孝 タカシ Takashi, 孝之 タカユキ Takayuki, 隆之 タカユキ Takayuki, 隆志 タカシ Takashi, 弘 ヒロシ Hiroshi, 博 ヒロシ Hiroshi,
    博之 ヒロユキ Hiroyuki, 浩二 コウジ Koji, 幸司 コウジ Koji, 光一 コウイチ Koichi, 浩一 コウイチ Koichi, 洋平 ヨウヘイ Yohei, 洋介 ヨウスケ Yosuke,
    陽介 ヨウスケ Yosuke, 啓太 ケイタ Keita, 圭 ケイ Kei, 圭介 ケイスケ Keisuke, 敬介 ケイスケ Keisuke, 貴之 タカユキ Takayuki, 貴大 タカヒロ Takahiro,
    正 マサ Masa, 正人 マサト Masato, 雅人 マサト Masato, 雅子 マサコ Masako, 雅美 マサミ Masami, 昌子 マサコ Masako, 清 キヨシ Kiyoshi,
    潔 キヨシ Kiyoshi, 聡 サトシ Satoshi, 智 サトシ Satoshi, 悟 サトル Satoru, 稔 ミノル Minoru, 実 ミノル Minoru, 豊 ユタカ Yutaka,
    進 ススム Susumu, 勝 マサル Masaru, 茂 シゲル Shigeru, 寛 ヒロシ Hiroshi, 寛子 ヒロコ Hiroko, 弘子 ヒロコ Hiroko, 文子 フミコ Fumiko,
    史子 フミコ Fumiko, 敦 アツシ Atsushi, 篤志 アツシ Atsushi, 淳 ジュン Jun, 淳子 ジュンコ Junko, 守 マモル Mamoru, 昇 ノボル Noboru,
    登 ノボル Noboru, 忍 シノブ Shinobu, 光 ヒカル Hikaru, 輝 アキラ Akira, 望 ノゾミ Nozomi, 希望 ノゾミ Nozomi
');
create temporary table callings as select * from pg_temp.listed('
    エンジニア 営業職 人事 経理 企画 研究員 コンサルタント デザイナー 編集者 経営者 講師 プロジェクトマネージャー
');
create temporary table skills as select * from pg_temp.listed('
    Python Java TypeScript SQL Excel Go React AWS データ分析 機械学習 統計学 要件定義 プロジェクト管理 法人営業
    新規開拓 マーケティング 広報 採用 労務 人材育成 組織開発 経営企画 事業開発 財務 管理会計 税務 内部監査
    契約法務 知的財産 品質管理 生産管理 調達 サプライチェーン 機械設計 回路設計 組込み開発 セキュリティ
    ネットワーク構築 データベース設計 クラウド移行 UIデザイン ウェブ制作 編集 翻訳 通訳 プレゼンテーション
    ファシリテーション コーチング 交渉 C++
');
create temporary table companies as
select row_number() over (order by first.place, second.place) as place, first.word || second.word as name
from pg_temp.listed('
    青葉 赤城 曙 朝凪 飛鳥 泉 岩清水 浮舟 追風 大空 霞 北斗 桐生 銀河 九重 黒潮 東雲 白樺 常盤 夏目 初雁 羽衣
    富嶽 三日月 若草
') first, pg_temp.listed('
    システムズ 製作所 商事 電機 銀行 証券 不動産 物流 製薬 食品 化学 建設 自動車 印刷 出版 通信 コンサルティング
    ソフトウェア ホールディングス エナジー
') second;
