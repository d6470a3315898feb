# Slack 側だけで使う文。

replies-colon = ：
replies-form-title = hvbot
replies-form-close = 閉じる
replies-help =
    エラーメッセージを貼り付けるか、@hvbot の後にコードを書いてください。スレッドで回答します。
    「/hv-error search 言葉」は言葉で記事を探し、「/hv-error gaps」はまだ記事のないコードを一覧にします。どちらも @hvbot の後に書いても使えます。
    /hv-checkpoints のコマンドは、@hvbot の後に書いても使えます。スレッドの中でも使えます。
replies-details-button = 詳細
replies-language-button = English
replies-details-title = 詳細
replies-audit-title = 条件に合う監査証跡の新しい記録 { $count } 件（下ほど新しい）
replies-audit-none = 条件に合う記録はありません。
