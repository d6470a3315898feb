# コマンドライン：ヘルプ、入力の誤り、init と may の答え。
# help-<コマンド> がコマンドの説明、その属性がオプションの説明。1 行目はコマンドの一覧にも表示されます。

help = Backup Exec のエラーを Slack で説明し、残ったままの Hyper-V チェックポイントを、確認済みの計画どおりに削除します。
help-heading = ヘルプの見出し
    .usage = 使い方:
    .options = オプション
    .commands = コマンド
help-option = どのコマンドでも同じ意味のオプション
    .help = このヘルプを表示します。
    .json = プログラム向けに JSON で出力します。
    .version = バージョンを表示します。
help-demo = ブラウザーで試します（手元の Slack と、模擬の Hyper-V ホスト）
    .port = ページのポート。省略すると空いているものを使います。
    .no-browser = ブラウザーを開かず、アドレスだけを表示します。
help-run = 停止の指示があるまでボットを動かします
    .config = 使用する設定ファイル（HVBOT_CONFIG や ./hvbot.toml の代わり）。
help-init = まだ何も許可しない hvbot.toml を説明付きで書き出します
help-manifest = Slack アプリのマニフェストを出力します
help-host-setup = ホストで管理者が 1 回実行する PowerShell と、元に戻す方法を表示します
help-may = ある人に操作が許されているかどうかと、それを決める規則を表示します

    WHO は Slack のユーザー ID かユーザーグループ ID、ACTION は list、remove、remove-standard、approve、audit、knowledge のいずれか、HOST は設定済みのホストです。VM を省略すると、そのホストのどの仮想マシンも対象になります。

cli-failed =
    hvbot: { $what }
    { $turn }：{ $step }
    { $reference }
cli-misused =
    hvbot: { $what }
    使い方は「{ $command } --help」で確認できます。
cli-no-such-option =
    「{ $name }」というオプションはありません。{ $meant ->
        [none] { "" }
       *[other] { $meant } ではありませんか。
    }
cli-no-such-command =
    「{ $name }」というコマンドはありません。{ $meant ->
        [none] { "" }
       *[other] { $meant } ではありませんか。
    }
cli-missing = { $name } が指定されていません。
cli-surplus = 余分な引数があります：{ $words }
cli-option-use = オプション { $name } に必要な値がないか、不要な値が付いています（{ $detail }）。
cli-range = { $name } は { $least } から { $most } までの整数で指定してください。
cli-bad-value = { $name } の値が正しくありません（{ $detail }）。
cli-choice = { $name } は次のいずれかです：{ $allowed }
cli-init-exists = { $path } はすでにあるため、何も変更していません。先に移動するか、別のパスを指定してください。
cli-init-failed = { $path } に書き込めません（{ error-cause }）。フォルダーとその権限を確認してください。
cli-init-next =
    書き出しました。まだ何も許可されていません。次に { $path } へホストと grants を追加し、同じフォルダーの .env に
    SLACK_BOT_TOKEN と SLACK_APP_TOKEN を書いてから、「hvbot doctor」を実行してください。
cli-may-yes = はい：[[grants]] の { $grant } 番目（ホスト { $hosts }、仮想マシン { $vms }）
cli-may-disabled = いいえ：[[grants]] の { $grant } 番目で権限が与えられていますが、削除は無効です（[removal] enabled = false）
cli-may-group = いいえ：この ID を指す grants はありません。{ $groups } のメンバーであれば { $grant } 番目で許されます（メンバーかどうかは Slack が判断します）
cli-may-no = いいえ：ここで「{ $right }」を与える [[grants]] はありません
cli-may-host = 「{ $host }」は設定にないホストです。設定済みのホスト：{ $known }
cli-may-who = 「{ $who }」は ID ではありません。名前ではなく、Slack のユーザー ID（U…）かユーザーグループ ID（S…）を指定してください。
cli-may-vm = 仮想マシンの名前として使えません。100 文字以内で、制御文字を含まない名前にしてください。
