# 削除フォームの確認項目（preflight-<rule>-<level>）と、一覧での各チェックポイントの見方。

preflight-state-ok = 仮想マシンは、安全に統合できる状態です。
preflight-state-stop = 仮想マシンの状態が { $state } のため、削除できません。先に Running（実行中）、Off（オフ）、Saved（保存完了）、Paused（一時停止）のいずれかにしてください。
preflight-backup-ok = Hyper-V によると、この仮想マシンは現在バックアップ中ではありません。
preflight-backup-stop = この仮想マシンのバックアップが実行中です（状態 { $status }）。ジョブの終了をお待ちください。
preflight-merge-ok = この仮想マシンのディスクは統合中ではありません。
preflight-merge-stop = Hyper-V がこの仮想マシンのディスクを統合しています（状態 { $status }）。完了をお待ちください。
preflight-busy-stop = Hyper-V がこの仮想マシンを処理しています（状態 { $status }）。完了をお待ちください。
preflight-age-ok = 最も新しい回復チェックポイントは作成から { $age } 経過しています （必要な経過時間：{ $minimum } 以上）。
preflight-age-stop = 作成から { $age } しか経っていない回復チェックポイントがあり、実行中のバックアップのものかもしれません。{ $minimum } 経過するか、ジョブが終わるまでお待ちください。
preflight-design-warning =
    { $renewed ->
        [yes] 「より高速な処理方式」では、回復チェックポイントが仕様として 1 つ残ります。これがその 1 つかもしれません。削除しても安全ですが、次回の増分バックアップは新しい基点から始まります。
       *[no] 「より高速な処理方式」では回復チェックポイントが仕様として 1 つ残りますが、このチェックポイントは 1 週間以上更新されていません。残ったままになっている可能性が高いと考えられます。
    }
preflight-replication-stop = Hyper-V レプリカがこの仮想マシンを再同期しています。レプリケーションが正常に戻るまでお待ちください。
preflight-fork-stop = この仮想マシンのディスクを切り替えられなかったことを示すイベント（3216 または 0x80048102）が過去 7 日以内にあります。削除・再起動・移行はせず、Microsoft のサポートへお問い合わせください。
preflight-chain-stop = 仮想マシンのディスクの親子関係を読み取れず、安全に統合できるかどうかを判断できません。ホスト上のディスクファイルを確認してください。
preflight-space-ok = ボリューム { $path } の空きは { $free }、必要なのは最大 { $need } です（推定）。
preflight-space-warning =
    { $known ->
        [no] 空き容量を読み取れませんでした（ネットワーク共有の可能性があります）。統合中に最大 { $need } が必要になることがあります。
       *[yes] ボリューム { $path } の空きは { $free }、必要なのは最大 { $need } です（推定）。足りますが、Microsoft が推奨する余裕はありません。
    }
preflight-space-stop = ボリューム { $path } の空きが { $free } しかなく、最大 { $need } が必要になることがあります（推定）。ボリュームがいっぱいになると、その上のすべての仮想マシンが一時停止します。先に空き容量を確保してください。

reading-manual = 手動で作成
reading-replica = Hyper-V レプリカ
reading-other = その他の種類
reading-young = 作成直後（実行中のバックアップのものかもしれません）
reading-by-design = 仕様によるもの（より高速な処理方式）と考えられます
reading-left-over = 残ったままのもの
reading-foreign = 他製品の回復チェックポイント
