# 回答への投票、記事のないコード、それをもとにした下書き。

feedback-helped-button = 役に立った
feedback-not-helped-button = 解決しなかった
feedback-helped = ご回答ありがとうございます。評価は、もう一方のボタンでいつでも変更できます。
feedback-not-helped = ご回答ありがとうございます（評価はもう一方のボタンで変更できます）。次は、@hvbot の後にジョブログをより広い範囲で貼り付けるか、「詳細」の「ベンダーに問い合わせる場合」をご確認ください。

feedback-gaps-title = 質問があったものの、記事のないコード
feedback-gaps-none = 記事のないコードはまだありません。これまでに質問されたコードとイベントには、すべて記事があります。
feedback-gaps-more = …ほか { $count } 件（「hvbot knowledge gaps」ですべて表示できます）
feedback-gap = 質問 { $count } 回、最終 { $at } UTC
feedback-gap-direct = ダイレクトメッセージ
feedback-draft-button = 下書きを作成
feedback-form-title = 記事の下書き
feedback-form-wait = 少々お待ちください…
feedback-form-submit = 下書きを保存
feedback-form-note = 下書きはチームのフォルダーに保存されます。内容を確認して公開するまで、誰にも表示されません。
feedback-form-source = イベントのソース
    .hint = イベントログに表示されるとおりに入力してください（例：VSS）。
feedback-form-headline = タイトル
    .hint = 何が失敗するのかを 1 行で入力してください。
feedback-form-meaning = 意味
    .hint = 電話で対応中の担当者にも伝わるように、1 文で入力してください。
feedback-form-cause = 考えられる原因
    .hint = 可能性の高いものから順に入力し、原因と原因の間は 1 行空けてください。
feedback-form-steps = 対処方法
    .hint = 最もよく効くものから順に、番号を付けず 1 行に 1 つずつ入力してください。
feedback-form-publisher = 情報の発行元
    .hint = Veritas、Microsoft、自社のチームなど
feedback-form-article = 記事の番号またはタイトル
    .hint = 記事やチケットの番号、またはタイトル
feedback-form-url = アドレス
    .hint = https://…
feedback-drafted = 下書きを `{ $first }` と `{ $second }` としてチームのフォルダーに保存しました。両方のファイルから `draft = true` の行を削除するまで、誰にも表示されません。不足している項目は `hvbot knowledge lint` で確認できます。
