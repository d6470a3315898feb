# 何が起きたか（メッセージ）と次の手順（.next）。bot/errors.py の Ref ごとに一つ。
# 使う変数は en/errors.ftl の表のとおり。

turn-you = 次の手順
turn-operator = hvbot の管理者へ
turn-host-admin = ホストの管理者へ
turn-nobody = 対処不要
error-reference = エラー名：{ $reference }

error-state =
    { $state ->
        [planned] 計画のみ
        [requested] 承認待ち
        [approved] 承認済み
        [running] 実行中
        [merging] ディスクの統合中
        [finished] 完了
        [cancelled] 取り消し済み
        [rejected] 却下済み
        [expired] 期限切れ
        [stale] 状態の変化により無効
        [refused] 拒否済み
        [failed] 失敗
        [unknown] 結果の確認中
       *[other] { $state }
    }

# ファイルやデータベースが使えない理由。$detail は OS や SQLite の英語の原文、$cause は bot/wording.py がそこから作ります。
error-cause =
    { $cause ->
        [no-such-file-or-directory] ファイルまたはフォルダーがありません：{ $detail }
        [permission-denied] 権限がありません：{ $detail }
        [operation-not-permitted] 許可されていない操作です：{ $detail }
        [is-a-directory] ファイルではなくフォルダーです：{ $detail }
        [not-a-directory] 途中にフォルダーではないものがあります：{ $detail }
        [file-exists] 同じ名前のものがすでにあります：{ $detail }
        [file-name-too-long] 名前が長すぎます：{ $detail }
        [no-space-left-on-device] ディスクの空き容量がありません：{ $detail }
        [read-only-file-system] 読み取り専用のディスクです：{ $detail }
        [input-output-error] ディスクの読み書きに失敗しました：{ $detail }
        [too-many-open-files] 開いているファイルが多すぎます：{ $detail }
        [connection-refused] 接続を拒否されました：{ $detail }
        [invalid-start-byte] UTF-8 ではありません：{ $detail }
        [invalid-continuation-byte] UTF-8 ではありません：{ $detail }
        [unexpected-end-of-data] UTF-8 ではありません：{ $detail }
        [database-is-locked] ほかのプログラムが使用しています：{ $detail }
        [database-or-disk-is-full] ディスクの空き容量がありません：{ $detail }
        [disk-i-o-error] ディスクの読み書きに失敗しました：{ $detail }
        [unable-to-open-database-file] ファイルを開けません：{ $detail }
        [attempt-to-write-a-readonly-database] 書き込む権限がありません：{ $detail }
        [database-disk-image-is-malformed] ファイルが壊れています：{ $detail }
        [file-is-not-a-database] データベースのファイルではありません：{ $detail }
       *[other] { $detail }
    }

error-command-unknown = 「{ $detail }」というコマンドはありません。
    .next = 「/hv-checkpoints help」で、すべてのコマンドを例と一緒に確認できます。
error-command-incomplete = 「{ $detail }」だけでは、どのホスト、仮想マシン、依頼のことか分かりません。
    .next = 「/hv-checkpoints help」で、各コマンドに続けて書く内容を確認できます。
error-command-surplus = このコマンドでは「{ $detail }」を解釈できません。
    .next = 空白を含む名前は "SQL Server 01" のように引用符で囲んでください。「/hv-checkpoints help」で、すべてのコマンドを確認できます。
error-command-quotes = 引用符（{ $detail }）が閉じられていないため、名前の終わりが分かりません。
    .next = 名前を同じ種類の引用符で囲んでください。例："SQL Server 01"
error-no-code = この文章にはエラーコードが見つかりません。
    .next = 0xA000971E や V-79-40960-38686 のようなコードを送るか、エラーメッセージ全体を貼り付けてください。
error-audit-filter = 「{ $detail }」では監査証跡を絞り込めません。
    .next = host=hv01、since=7d、until=2026-11-22、outcome=refused、event=removal.finished、request=R-7KQ2M9XD、limit=20 のように指定してください。
error-host-unknown = 閲覧できるホストの中に「{ $host }」はありません。
    .next = 「/hv-checkpoints hosts」で閲覧できるホストを確認できます。足りない場合は、hvbot の管理者に権限を依頼してください。
error-vm-unknown = { $host } で閲覧できる仮想マシンの中に「{ $vm }」はありません。
    .next = 「/hv-checkpoints list { $host } --all」で閲覧できる仮想マシンを確認できます。名前は完全に一致している必要があります。
error-vm-similar = { $host } に「{ $vm }」と完全に一致する仮想マシンはありません。{ $candidates } のことでしょうか。
    .next = 表示されている名前をそのままコピーしてください。大文字と小文字、ハイフン、空白も区別されます。
error-vm-ambiguous = { $host } には「{ $vm }」という名前の仮想マシンが複数あり、名前だけでは区別できません。
    .next = 「/hv-checkpoints list { $host }」を開き、対象の仮想マシンの横にあるボタンを使ってください。
error-vm-moved = 「{ $vm }」は { $host } にはなく、現在は { $node } で動いています。
    .next = { $node } を指定してもう一度実行してください。hvbot に登録されていない場合は、hvbot の管理者に追加を依頼してください。
error-request-unknown = 「{ $request }」という依頼はありません。
    .next = 「/hv-checkpoints status」で、閲覧できる依頼を確認できます。
error-not-allowed = ここで必要な権限「{ $detail }」が与えられていないため、何も実行していません。
    .next = この方に権限を与える場合は、hvbot.toml に [[grants]] を追加してください。どの規則で決まったかは「hvbot may」で確認できます。
error-not-a-member = この操作は、このワークスペースの正式なメンバーだけが使えます。ゲスト、他の組織の方、ボットは使えません。
    .next = この規則に例外はありません。このワークスペースの正式なメンバーの方が代わりに操作してください。
error-identity-unsure = Slack で本人を確認できなかったため、何も実行していません。
    .next = 1 分ほど待ってから、もう一度お試しください。続く場合は、hvbot の管理者に「hvbot doctor」の実行を依頼してください。
error-channel-shared = この会話は他の組織と共有されているか、共有の有無を確認できないため、ホストの情報は表示しません。
    .next = hvbot が招待されている自組織だけのチャンネルか、hvbot へのダイレクトメッセージでもう一度お試しください。
error-wrong-person = この操作は別の人に向けたものです。フォームやボタンは表示された本人だけが使え、自分の依頼を自分で承認することはできません。
    .next = 「/hv-checkpoints list」からご自身で始めるか、対象の方に操作を依頼してください。
error-removal-disabled = チェックポイントの削除は無効になっています。hvbot は閲覧だけを行います。
    .next = 有効にするには、hvbot.toml の [removal] で enabled = true を設定し、hvbot を再起動してください。
error-removal-paused = 現在、削除は一時停止中です。何も削除していません。
    .next = 削除の権限を持つ人が「/hv-checkpoints resume」で再開した後に、もう一度お試しください。
error-approvals-unavailable = ここでの削除には承認が必要ですが、このバージョンの hvbot は承認を受け付けられません。何も削除していません。
    .next = 依頼者自身が確定するだけでよい場合は、hvbot.toml の [removal] で approvals = 0 を設定してください。
error-nothing-to-remove = { $host } の「{ $vm }」には、この方法で削除できるチェックポイントがありません。
    .next = 「/hv-checkpoints list { $host }」で、すべてのチェックポイントとその種類を確認できます。
error-plan-stopped = 直前の確認により、「{ $vm }」のチェックポイントは削除できません。何も削除していません。
    .next = 停止と表示された項目に、待つ必要があることや手作業で行うことが書かれています。この停止は誰にも解除できません。
error-plan-expired = この計画は古くなったため、確定できません。何も削除していません。
    .next = 一覧を開き直し、「削除」を押して新しい計画を作成してください。
error-plan-stale = { $host } の「{ $vm }」は、計画を作成した後に状態が変わりました。何も削除していません。
    .next = 新しい計画を作成し、内容を確認してから確定してください。
error-vm-changed = { $host } の「{ $vm }」が計画時の状態と違っていたため、そこで中止しました。
    .next = 「/hv-checkpoints list { $host }」と依頼の実行結果を見比べてから、新しい計画を作成してください。
error-not-removed = { $host } で「{ $vm }」のチェックポイントを削除できませんでした。
    .next = 再試行の前に、ホストのイベント ビューアーの Hyper-V-VMMS で原因を確認してください。
error-merge-stalled = { $host } の「{ $vm }」のディスクの統合が進んでいません。
    .next = この仮想マシンの AVHDX ファイルには触れずに、ホストの空き容量とイベント ビューアーの Hyper-V-VMMS を確認してください。
error-outcome-unknown = { $host } の「{ $vm }」のチェックポイントが削除されたかどうか不明です。
    .next = ホストが応答するようになったら、チェックポイントと依頼の内容を見比べてください。自動では再実行しません。
error-already-open = 「{ $vm }」の依頼 { $request } がまだ終わっていません。依頼は仮想マシンごとに 1 つだけです。
    .next = 「/hv-checkpoints status { $request }」で状況を確認できます。
error-wrong-state = この依頼はすでに「{ error-state }」のため、この操作はできません。
    .next = 「/hv-checkpoints status」で状況を確認できます。
error-name-mismatch = 仮想マシンの名前と完全には一致していません。
    .next = 表示どおりに「{ $vm }」と入力してください。大文字と小文字、ハイフン、空白も区別されます。
error-reason-missing = 理由の入力が必要です。
    .next = チケット番号など、理由を簡潔に入力してください。
error-reason-pattern = 理由が、ここで求められる形式になっていません。
    .next = { $detail } に一致するように入力してください。
error-click-too-old = 時間が経っていて、現在の意図と異なる可能性があるため、何も実行していません。
    .next = 必要な場合は、もう一度操作してください。
error-draft-field = { $field ->
        [url] http:// または https:// で始まるアドレスではありません。
       *[other] 入力が必要です。
    }
    .next = { $field ->
        [url] 修正するか、空欄にしてください。
       *[other] 簡潔に入力してください。下書きは後から直せます。
    }
error-draft-exists = チームのフォルダーには、すでに { $article }.en.md または { $article }.ja.md があります。
    .next = そのファイルに追記してください。
error-draft-unwritable = 下書き { $article } をチームのフォルダーに書き込めません（{ error-cause }）。
    .next = hvbot.toml の [knowledge] の folder、ディスクの空き容量、hvbot を実行するアカウントの権限を確認してください。
error-site-address = 読み込めるのはベンダーのサポートサイトのページだけです。アドレスは https:// で始まり、ユーザー名やポート番号を含まないものを指定してください。対象のホスト：{ $detail }
    .next = ブラウザーに表示される記事のアドレスを指定するか、ブラウザーでページを保存し、そのファイルを指定してください。
error-site-unreachable = ここから { $detail } に接続できません。
    .next = ネットワークを確認してください。プロキシは使用しません。プロキシ経由でしか接続できない環境では、{ error-page-by-hand }
error-site-private = { $detail } という名前がインターネット上にないアドレスを指しているため、接続しませんでした。
    .next = ベンダーの名前がそのようなアドレスを指すことはありません。DNS を確認してください。急ぐ場合は、{ error-page-by-hand }
error-site-tls = { $detail } の証明書を信頼できないため、何も読み込んでいません。
    .next = このコンピューターの時刻を確認してください。ネットワークで通信を検査している環境では、{ error-page-by-hand }
error-site-slow = { $detail } からのページの受信が時間内に終わりませんでした。
    .next = 時間をおいてもう一度お試しください。急ぐ場合は、{ error-page-by-hand }
error-site-cut = ページが途中で切れているか壊れているため、内容は一切使用していません。
    .next = もう一度お試しください。続く場合は、{ error-page-by-hand }
error-site-elsewhere = ページの転送先が、hvbot が接続しないアドレスです（{ $detail }）。
    .next = 転送先がサイトのログイン画面の場合は、{ error-page-by-hand }
error-site-loop = { $detail } のページの転送が繰り返され、終わりません。
    .next = 時間をおいてもう一度お試しください。急ぐ場合は、{ error-page-by-hand }
error-site-login = このページは誰にでも公開されているものではありません（HTTP { $detail }）。
    .next = サイトにログインしてから、{ error-page-by-hand }
error-site-missing = このアドレスにページはありません（HTTP { $detail }）。
    .next = 記事番号が、ブラウザーに表示されるアドレスと同じかどうかを確認してください。
error-site-busy = サイトから、しばらく待つよう求められました（Retry-After: { $detail }）。
    .next = その時間が過ぎてから、もう一度お試しください。
error-site-failed = サイトがページを返せませんでした（HTTP { $detail }）。
    .next = 時間をおいてもう一度お試しください。
error-site-no-text = これは文章のページではなく、別の種類のファイルです。
    .next = 添付ファイルなどではなく、記事そのもののアドレスを指定してください。
error-site-too-large = 5 MB を超えています。これほど大きな記事はありません。
    .next = 記事そのもののアドレスか、HTML またはテキストとして保存したページを指定してください。
error-page-file = ファイルを読み取れません（{ error-cause }）。
    .next = 保存したページのファイル、または https:// で始まるアドレスを指定してください。
error-page-empty = ページが空です。
    .next = もう一度お試しください。続く場合は、{ error-page-by-hand }
error-page-no-article = これは記事のページではありません。記事番号がないか、記事の内容に当たるものが見つかりません。
    .next = ログインが必要なページや、ブラウザーでしか表示されないページの場合は、{ error-page-by-hand }
error-page-by-hand = ブラウザーでページを開き、HTML のみで保存してから「hvbot knowledge import FILE」を実行してください。
error-host-unresolved = { $host } のアドレスを DNS で解決できません。
    .next = hvbot.toml の [hosts.{ $host }] の address を確認し、「hvbot doctor --host { $host }」を実行してください。
error-host-unreachable = { $host } が応答しません。
    .next = ホストが起動していること、WinRM とファイアウォールが hvbot からの接続を許可していることを確認してください。「hvbot doctor --host { $host }」で段階ごとに確認できます。
error-host-tls = { $host } の証明書を信頼できないため、サインインしていません。
    .next = 発行元 CA の証明書を [hosts.{ $host }] の ca_file に設定してください。「hvbot doctor --host { $host }」で証明書の問題を確認できます。
error-host-login = { $host } が hvbot のアカウントを受け付けません。
    .next = [hosts.{ $host }] の username、password、transport を確認し、「hvbot doctor --host { $host }」を実行してください。
error-host-shell-denied = { $host } は hvbot のアカウントを受け付けますが、コマンドの実行を許可していません。
    .next = 「hvbot host-setup { $host }」が表示する内容をホストで実行してください。不足している権限が設定されます。
error-host-hyperv-denied = hvbot のアカウントは { $host } にサインインできますが、Hyper-V の情報を閲覧する権限がありません。
    .next = 「hvbot host-setup { $host }」の表示に従い、アカウントをローカルグループ Hyper-V Administrators に追加してください。
error-host-no-hyperv = { $host } に Hyper-V の PowerShell モジュールがありません。
    .next = [hosts.{ $host }] が Hyper-V ホストを指しているか確認してください。正しい場合は、ホストに機能 Hyper-V-PowerShell をインストールしてください。
error-host-vmms-down = { $host } で Hyper-V のサービス（vmms）が動作していません。
    .next = ホストで「Hyper-V Virtual Machine Management」サービスを開始してください。仮想マシン自体は動作を続けていることがあります。
error-host-busy = { $host } は処理中のため、新しいコマンドを受け付けませんでした。
    .next = 1 分ほど待ってから、もう一度お試しください。
error-host-lost = { $host } との接続が途中で切れました。ホストが処理を始めたかどうか不明なため、再実行はしません。
    .next = 次の操作の前に、「/hv-checkpoints list { $host }」で状態を確認してください。
error-host-script = { $host } でコマンドが失敗しました（{ $detail }）。
    .next = ホストの応答は hvbot のログにあります。ホストではイベント ビューアーの Hyper-V-VMMS を確認してください。
error-host-reply = { $host } の応答が不完全か解釈できないため、内容は一切使用していません。
    .next = 「hvbot doctor --host { $host }」を実行してください。プロファイルスクリプトやプロキシが応答に余分な内容を書き込んでいる可能性があります。
error-host-secret = { $host } のパスワードを読み取れません（{ $detail }）。
    .next = [hosts.{ $host }] の password を確認してください。hvbot を実行するアカウントから、環境変数またはファイルを読める必要があります。
error-trail-unwritable =
    { $detail ->
        [start] hvbot の起動時に監査証跡を使用できませんでした。記録できない操作は実行しません。
       *[other] 監査証跡に書き込めません（{ error-cause }）。記録できない操作は実行しません。
    }
    .next =
        { $detail ->
            [start] 「hvbot doctor」でデータベースの問題を確認し、解消してから hvbot を再起動してください。元に戻す作業は不要です。
           *[other] ディスクの空き容量とデータベースを確認してください（「hvbot doctor」）。元に戻す作業は不要です。
        }
error-database-unavailable = データベースを使用できません（{ error-cause }）。
    .next = [storage] の url、ディスクの空き容量、ファイルの権限を確認してください。「hvbot doctor」で接続を試せます。
error-database-missing = データベース { $detail } はまだありません。
    .next = 最初の「hvbot run」で作成されます。すでにあるはずの場合は、[storage] の url を直してください。
error-database-newer = このデータベースはより新しいバージョンの hvbot で作成されたため、変更していません。
    .next = そのバージョンの hvbot をインストールするか、更新前のコピーを復元してください。
error-database-older = データベースが空であるか、古いバージョンの hvbot で作成されたものです。変更はしていません。
    .next = 内容がある場合は先にコピーを取ってください。次に「hvbot run」を実行すると更新されます。
error-database-locked = 別の「hvbot run」がこのデータベースファイルを使用しています。
    .next = 先にもう一方を停止してください。複数のレプリカで動かすには PostgreSQL が必要です。
error-sqlite-old = Python の SQLite（{ $detail }）が古すぎます。3.42 以降が必要です。
    .next = 新しい SQLite を含む Python を使うか、[storage] の url に PostgreSQL を指定してください。
error-settings-invalid = 設定に誤りがあります。
    { $faults }
    .next = 上記の行を修正してください。まだ何も起動していません。
error-slack-token-missing = { $detail } が設定されていません。
    .next = { error-slack-tokens.next }
error-slack-tokens = Slack がトークンを受け付けません（{ $detail }）。
    .next = Slack アプリの画面にある SLACK_BOT_TOKEN（xoxb-…）と SLACK_APP_TOKEN（xapp-…）を設定してください。「hvbot doctor」で確認できます。
error-slack-unreachable = Slack（{ $detail }）に接続できません。
    .next = ネットワーク、HTTPS_PROXY、SLACK_API_URL を確認してください。hvbot は接続を試み続けます。
error-restarting = hvbot は再起動中のため、何も開始していません。
    .next = 1 分ほど待ってから、もう一度お試しください。
error-internal = hvbot の内部で問題が発生しました。以降の処理は行っていません。
    .next = ログに番号 { $detail } で記録されています。報告の際はこの番号を添えてください。
error-powershell-failed = 記事の PowerShell コマンドを検査できませんでした。「{ $program }」{ $detail ->
        [TimeoutExpired] から応答がありません。
       *[other] を実行できないか、応答が正しくありません（{ error-cause }）。
    }
    .next = PWSH に PowerShell 7 のパスを設定してください。「{ $program } -Version」で確認できます。ほかの検査は終わっています。
error-port-taken = ポート { $detail } は別のプログラムが使用しています。
    .next = --port で別の番号を指定するか、このオプションを省略してください。省略すると空いているポートを使います。
