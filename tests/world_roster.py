"""What HR has on record of some of the world's members, and who has read it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World

# name → (network, who has claimed it, family and given name, kana, what else)
ENTRIES: dict[str, tuple[str, str | None, str, str, dict[str, Any]]] = {
    "entry of Aoi": ("here", "Aoi", "山田 葵", "ヤマダ アオイ", {"former_name": "髙橋", "email": "aoi@example.com"}),
    "entry of Ben": ("here", "Ben", "O'Neil Ben", "オニール ベン", {}),
    "entry of Hana": ("here", "Hana", "鈴木 花", "スズキ ハナ", {"email": "hana@example.com"}),
    "entry of Eri": ("here", "Eri", "遠藤 恵理", "エンドウ エリ", {}),
    "entry of nobody": ("here", None, "佐藤 次郎", "サトウ ジロウ", {"email": "jiro@example.com"}),
    "entry there": ("there", "Outsider", "山田 外", "ヤマダ ソト", {}),
}
SPELLS: dict[str, list[tuple[str | None, str, str | None, str | None]]] = {
    "entry of Aoi": [
        ("営業部", "2010-04", "2015-03-31", "転職のため"),
        ("Sales", "2018", "2020-03", '"family" \\ reasons'),
    ],
    "entry of Ben": [("開発部", "2012-04-01", None, None)],
    "entry of nobody": [(None, "2011-03-31", "2012", None)],
    "entry there": [("営業部", "2010-04", "2012", "秘密")],
}
# who read what of which entry
READ = [
    ("HR", "entry of Aoi", ["familyName", "spells", "spells.reason"]),
    ("HR", "entry of Ben", ["email"]),
    ("Recruiter", "entry of Hana", ["familyName"]),
    ("Ivan", "entry of Hana", ["filter.name"]),  # of those two one has blocked the other
    ("HR", "entry of nobody", ["externalId"]),
    ("Other outsider", "entry there", ["familyName"]),
]


async def roster(world: "World") -> None:
    await world.connection.execute(
        "update members set roles = '{PRIVACY_OFFICER}' where id = any($1)", [world["Member 5"], world["Aoi there"]]
    )
    for number, (name, (network, claimed_by, written, kana, more)) in enumerate(ENTRIES.items()):
        (family, given), (family_kana, given_kana) = written.split(), kana.split()
        await world.add(
            "roster_entries",
            name,
            network_id=world[network],
            external_id=f"E{9 - number:03}",
            family_name=family,
            given_name=given,
            family_name_kana=family_kana,
            given_name_kana=given_kana,
            claimed_by_id=world[claimed_by] if claimed_by else None,
            updated_at=world.when(),
            **more,
        )
        for department, started, ended, reason in SPELLS.get(name, []):
            spell = {"department": department, "started": started, "ended": ended, "reason": reason}
            await world.add("roster_spells", network_id=world[network], entry_id=world[name], **spell)
    await reads(world)


async def reads(world: "World") -> None:
    for actor, name, fields in READ:
        network, claimed_by, *_ = ENTRIES[name]
        await world.add(
            "access_log",
            network_id=world[network],
            actor_id=world[actor],
            subject_id=world[claimed_by] if claimed_by else None,
            entry_id=world[name],
            purpose="復職の相談",
            fields_read=fields,
            at=world.when(),
        )
