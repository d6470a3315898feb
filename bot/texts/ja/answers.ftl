# 記事の前後に添える文。
answers-stop = 停止：サポートが確認するまで、この仮想マシンに対する削除・再起動・移行を一切行わないでください（{ $subject }）。
answers-stop-all = 停止：サポートが確認するまで、この仮想マシンに対する削除・再起動・移行を一切行わないでください。
answers-cause = 考えられる原因：{ $text }
answers-heading-cause = 考えられる原因
answers-heading-steps = 対処方法
answers-heading-commands = コマンド
answers-heading-vendor = ベンダーに問い合わせる場合
answers-event = イベント { $id }{ $sources ->
    [none] {""}
   *[other] {" "}· { $sources }
}
answers-cited = 出典：{ $publisher } { $article }{ $published ->
    [none] {""}
   *[other] （{ $published }）
}{ $url ->
    [none] {""}
   *[other] {" "}{ $url }
}
answers-source = { answers-cited } · 確認日 { $reviewed }{ $confidence ->
    [vendor_reference] {" "}· ベンダーのリファレンスに基づく情報で、一般的な助言を一部含みます
    [forum] {" "}· 現場の報告に基づく情報で、ベンダーは確認していません
    [message_only] {" "}· 分かっているのはメッセージの内容だけです
   *[vendor_article] {" "}· ベンダーの記事に基づく情報です
}
answers-helped = {" "}· ここでの評価：{ $votes } 件中 { $helped } 件で「役に立った」
answers-products = 対象：{ $products }
answers-other-language = この記事はまだ英語版しかありません。
answers-unknown-code = このコードについての記事はまだありません。コード自体から読み取れる内容は次のとおりです。
answers-unknown-event = このイベントについての記事はまだありません。
answers-message = メッセージの原文：{ $text }
answers-no-fix = 対処方法を示した資料はまだ見つかっていません。繰り返し発生する場合は、前後のログに、より具体的なコードがないか確認してください。
answers-which-source = この番号のイベントは複数のプログラムが記録します。どれが該当するかは、イベントログの「ソース」で判断してください。
answers-candidate = ソース { $source }：{ $title }
answers-severity = { $severity ->
    [error] エラー
    [warning] 警告
    [information] 情報
   *[success] 成功
}
answers-decoded-application = 重大度：{ answers-severity } · アプリケーション定義のコード（カスタマービットあり、Backup Exec のコードと同じ形式） · 上位ワード { $high } · 下位ワード { $low }（{ $low_decimal }）
answers-decoded = 重大度：{ answers-severity } · HRESULT、ファシリティ { $facility }{ $name ->
    [none] {""}
   *[other] （{ $name }）
} · 上位ワード { $high } · 下位ワード { $low }
answers-win32 = Windows のエラー番号 { $number } が含まれています。内容は次のコマンドで確認できます。
answers-ask-vendor = ジョブログ全体を確認して、より具体的なコードがないか調べてください。ベンダーのサポートには { $code } を伝えてください。
answers-also = その他：{ $subject }：{ $title }
answers-also-same = その他：{ $subject }：上と同じ記事です
answers-also-unknown = その他：{ $subject }：記事はまだありません
answers-related = 関連（同じコードではありません）：{ $subject }：{ $title }
answers-more = …ほか { $count } 件
answers-nothing = { error-no-code }{ error-no-code.next }
answers-read-on = 詳しい説明：hvbot knowledge show { $name }
answers-paste-here = テキストを貼り付けてから Ctrl+D（Windows では Ctrl+Z と Enter）を押してください。
