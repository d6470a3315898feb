# ホストのチェックポイント一覧。

checkpoints-checking = { $host } を確認しています…
checkpoints-title = { $host } のチェックポイント
checkpoints-title-vm = { $host } の { $vm } のチェックポイント
checkpoints-none = { $host } 上で閲覧できる仮想マシンに、チェックポイントはありません。
checkpoints-vm-state = 状態：{ $state }
checkpoints-vm-none = チェックポイントなし
checkpoints-recovery = 回復チェックポイント
checkpoints-standard = 標準チェックポイント
checkpoints-other = 種類 { $type } のチェックポイント
checkpoints-line = 作成から { $age }、{ $size }
checkpoints-line-no-size = 作成から { $age }、サイズを読み取れません
checkpoints-read = ホストから読み取った時刻
checkpoints-without =
    { $count ->
       *[other] ほかに、チェックポイントのない仮想マシンが { $count } 台あります（--all を付けると表示します）。
    }
checkpoints-cut =
    { $count ->
       *[other] ほかの { $count } 台はここに収まりませんでした。仮想マシン名を指定すると表示できます：/hv-checkpoints list { $host } "仮想マシン名"
    }
checkpoints-cut-lines = …この仮想マシンには、ほかに { $count } 個のチェックポイントがあります
checkpoints-remove-button = 削除…
checkpoints-hosts-title = 閲覧できるホスト
checkpoints-help =
    `/hv-checkpoints list ホスト [仮想マシン]`：すべてのチェックポイントと、その経過時間、サイズ、見方を表示します（--all でチェックポイントのない仮想マシンも表示し、--share でチャンネルの全員に表示します）
    `/hv-checkpoints remove ホスト 仮想マシン`：削除する内容を表示し、確認を求めます
    `/hv-checkpoints status [依頼番号]`：依頼の状況を表示します
    `/hv-checkpoints cancel 依頼番号`：開始前の自分の依頼を取り消します
    `/hv-checkpoints hosts`：閲覧できるホストを表示します
    `/hv-checkpoints pause` または `resume`：まだ始まっていない削除をすべて一時停止、または再開します
    空白を含む名前は引用符で囲んでください（例："SQL Server 01"）。名前は完全に一致する必要があります。
