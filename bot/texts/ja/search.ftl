# 言葉による記事の検索（コマンドラインと Slack）。
help-knowledge-search = 言葉、コードの一部、イベントの番号から記事を検索します
    .lang = タイトルをこの言語で表示します。

search-usage = 「search」の後に、調べたい言葉を入力してください。例：/hv-error search チェックポイント 削除
search-title = 「{ $words }」の検索結果
search-open = ボタンを押すと、同じ番号の説明が開きます。
search-more = ほかに { $count } 件見つかりました。言葉を追加すると絞り込めます。
search-none = 「{ $words }」に該当する記事は見つかりませんでした。言葉を減らすか、別の言葉でお試しください。
