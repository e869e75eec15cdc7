"""What refusals say that belong to no area, in the languages of the product."""

from typing import Any, NamedTuple

from models.networks import Locale


class Words(NamedTuple):
    """One sentence in each language; ``{name}`` stands for a value of the refusal."""

    en: str
    ja: str

    def told(self, locale: Locale, values: dict[str, Any]) -> str:
        """The sentence in one language."""
        return (self.ja if locale is Locale.JA else self.en).format(**values)


NOT_FOUND = Words("There is nothing of this kind that you can see.", "該当するものが見つかりません。")
NOT_ALLOWED = Words("You may not do this.", "この操作を行う権限がありません。")
WRONG_VALUE = Words("This is not a value that can stand here.", "この値は指定できません。")
WRONG_ID = Words("This is not an id of the right kind.", "IDの種類が正しくありません。")
TOO_LONG = Words("At most {most} characters.", "{most}文字以内で入力してください。")
TOO_SHORT = Words("At least {least} characters.", "{least}文字以上で入力してください。")
NOT_WITHIN = Words("A number from {least} to {most}.", "{least}から{most}までの数値を指定してください。")
CHANGED_MEANWHILE = Words("Somebody changed this in the meantime.", "他の人がすでに変更しています。")
KEY_USED = Words(
    "This idempotency key was used for something else.", "このidempotencyKeyは別のリクエストで使用済みです。"
)
TOO_OFTEN = Words("Too often: try again later.", "回数の上限に達しました。しばらくしてからお試しください。")
SIGN_IN = Words("Sign in: this network is closed.", "ログインしてください。")
MODULE_OFF = Words("This network has switched this off.", "このネットワークでは利用できません。")
