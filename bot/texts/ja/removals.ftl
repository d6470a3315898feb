# 削除フォームと進行状況のメッセージ。

removals-form-title = チェックポイントの削除
removals-form-submit = 削除する
removals-form-checking = ホスト上の仮想マシンを確認しています。数秒かかります…
removals-form-intro = { $host } の { $vm }
removals-form-checks = 確認項目
removals-form-plan =
    { $count ->
       *[other] 次の回復チェックポイント { $count } 個だけを、古いものから順に削除します。
    }
removals-form-stopped = 現在は削除できません。「停止」と表示された確認項目に従って対処してから、もう一度このフォームを開いてください。
removals-form-merge = 仮想マシンを実行したまま、Hyper-V がデータを親ディスクに統合します。仮想マシン内のデータは失われません。
removals-form-name = 確認のため、仮想マシンの名前を入力してください
removals-form-reason = 理由
removals-form-reason-hint = 監査証跡に残ります（例：チケット番号）
removals-form-expires = この計画の有効期限

removals-check-ok = 問題なし
removals-check-warning = 注意
removals-check-stop = 停止

removals-title = 回復チェックポイントの削除
removals-by = 依頼者
removals-reason = 理由
removals-own-confirmation = 依頼者自身が確定しました（別の人による承認は不要な設定です）。
removals-request = 依頼 { $request }
removals-more = …ほか { $count } 個（監査証跡をご覧ください）
removals-state-planned = 計画のみで、まだ確定されていません。
removals-state-requested = 承認を待っています。
removals-state-approved = 承認されました。ホストのほかの処理が終わり次第、作業を開始します。
removals-state-running = チェックポイントを 1 つずつ削除しています。
removals-state-running-percent = チェックポイントを 1 つずつ削除しています。次の削除の前に、Hyper-V がディスクを統合しています（{ $percent } %）。
removals-state-merging = 削除しました。Hyper-V がディスクを統合しています。仮想マシンは実行を続けます。
removals-state-merging-percent = 削除しました。Hyper-V がディスクを統合しています（{ $percent } %）。仮想マシンは実行を続けます。
removals-state-unknown = ホストとの接続が切れたため、現時点では結果が分かりません。ホストが応答するまで確認を続け、状態を確かめずに操作を繰り返すことはありません。
removals-state-finished = 完了しました。チェックポイントは削除され、ディスクの統合も終わりました。
removals-state-cancelled = 取り消されました。何も削除していません。
removals-state-rejected = 却下されました。何も削除していません。
removals-state-expired = 期限が切れました。何も削除していません。
removals-state-stale = 計画を表示した後にホストの状態が変わったため、何も削除していません。フォームを開き直して、新しい計画をご確認ください。
removals-state-refused = 受け付けられませんでした。何も削除していません。
removals-state-failed = 中断しました。完了した操作と行わなかった操作は下の一覧のとおりです。
removals-item-planned = まだ削除していません
removals-item-removed = 削除済み
removals-item-gone = すでにありませんでした
removals-item-kept = 削除しませんでした
removals-item-unknown = 削除されたかどうか不明です
removals-cancel-button = 取り消す
removals-status-none = 閲覧できる進行中の依頼はありません。
removals-paused = 削除を一時停止しました。すでに始まった作業は最後まで続きます。「/hv-checkpoints resume」で再開できます。
removals-resumed = 削除を再開しました。
