# エラーから仮想マシンの確認へ進むフォーム。
check-vm-button = 仮想マシンを確認
check-vm-title = 仮想マシンの確認
check-vm-submit = チェックポイントを表示
check-vm-host = Hyper-V ホスト
    .hint = 設定に登録されている名前です。/hv-checkpoints hosts で一覧を確認できます。
check-vm-vm = 仮想マシン
    .hint = 正確な名前を入力してください。空欄の場合は、チェックポイントのある仮想マシンをすべて表示します。
