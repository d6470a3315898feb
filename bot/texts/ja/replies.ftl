# Slack 側だけで使う文。

replies-colon = ：
replies-form-title = hvbot
replies-form-close = 閉じる
replies-help =
    エラーメッセージを貼り付けるか、@hvbot の後にコードを書いてください。スレッドで回答します。
    /hv-checkpoints のコマンドは、@hvbot の後に書いても使えます。スレッドの中でも使えます。
replies-details-button = 詳細
replies-language-button = English
replies-details-title = 詳細
