# 回答への投票、記事のないコード、それをもとにした下書き。

feedback-helped-button = 役に立った
feedback-not-helped-button = 解決しなかった
feedback-helped = ご回答ありがとうございます。評価は、もう一方のボタンでいつでも変更できます。
feedback-not-helped = ご回答ありがとうございます（評価はもう一方のボタンで変更できます）。次は、@hvbot の後にジョブログをより広い範囲で貼り付けるか、「詳細」の「ベンダーに問い合わせる場合」をご確認ください。
