# 「hvbot doctor」。doctor-<step>-<level> が確認の結果、その .next が直し方です。

help-doctor = hvbot に必要なものをすべて確認し、問題があれば直し方を示します

    設定、Slack、データベースと監査証跡、記事、各ホストへの接続を確認します。何も変更しません。終了コードは、問題なし（警告のみを含む）が 0、失敗した項目があると 1、設定を読み取れないと 2 です。
    .host = 設定とこのホストだけを確認します。

doctor-label = 確認の項目
    .configuration = 設定
    .slack-sign-in = Slack へのサインイン
    .slack-scopes = Slack のスコープ
    .slack-socket = Slack のソケット
    .database = データベース
    .trail = 監査証跡
    .articles = 記事
    .name = 名前解決
    .port = ポート
    .tls = TLS
    .login = サインイン
    .module = Hyper-V モジュール
    .rights = 権限
    .round-trip = 文字の往復
doctor-skipped = 確認していません
doctor-detail = 詳細：{ $text }
doctor-next = → { $text }

doctor-configuration-ok = 正しく読み取れました（ホスト：{ $hosts }、grants：{ $grants }）
doctor-configuration-warning = 正しく読み取れましたが、ホストがないため、エラーコードの説明だけを行います
    .next = hvbot.toml の [hosts.名前] に最初のホストを追加してください。
doctor-slack-sign-in-ok = ワークスペース「{ $team }」の「{ $user }」として認識されています
doctor-slack-scopes-ok = マニフェストのスコープが過不足なく付与されています
doctor-slack-scopes-warning = hvbot に不要なスコープが付与されています：{ $extra }
    .next = 「hvbot manifest」の出力を https://api.slack.com/apps でアプリのマニフェストに貼り付け、アプリを再インストールしてください。
doctor-slack-scopes-failed = 不足しているスコープがあります：{ $missing }
    .next = 「hvbot manifest」の出力を https://api.slack.com/apps でアプリのマニフェストに貼り付け、アプリを再インストールしてください。
doctor-slack-socket-ok = ソケットの接続が許可されています
doctor-database-ok =
    { $there ->
        [yes] 開くことができ、書き込みもできます
       *[no] まだありません。最初の「hvbot run」で作成されます
    }
doctor-trail-ok = 正常です（件数：{ $rows }、最新ハッシュ：{ $head }）
doctor-trail-failed = { $bad } 番の記録が欠けているか、書き換えられているか、読み取れません
    .next = データベースをそのままコピーして保管してください。記録のどこに問題があるかは「hvbot audit verify」で確認できます。
doctor-articles-ok = 誤りは見つかりませんでした
doctor-articles-warning = 誤りが { $count } 件ありますが、どの記事も読み取れます
    .next = 「hvbot knowledge lint」で、誤りのあるファイルと行を確認できます。
doctor-articles-failed = 誤りが { $count } 件あります。誤りのあるチームの記事は、直すまで表示されません
    .next = 「hvbot knowledge lint」で、誤りのあるファイルと行を確認できます。
doctor-name-ok = { $address } の名前を解決できました
doctor-port-ok = { $port } は開いています
doctor-tls-ok = 証明書を信頼できます
doctor-tls-warning =
    { $scheme ->
        [http] メッセージは暗号化されていますが、HTTPS ではないため { $host } が本物であることを証明書で確認できず、別のコンピューターがなりすますおそれがあります
       *[https] verify = false ではどの証明書も受け入れるため、別のコンピューターが { $host } になりすまし、hvbot のサインイン情報を悪用するおそれがあります
    }
    .next =
        { $scheme ->
            [http] ホストに HTTPS リスナーを作成し（手順は「hvbot host-setup { $host }」で表示されます）、[hosts.{ $host }] で scheme = "https" を設定してください。
           *[https] [hosts.{ $host }] で verify = true を設定し、ca_file に発行元 CA の PEM ファイルを指定してください。
        }
doctor-login-ok =
    { $transport ->
        [certificate] クライアント証明書でサインインしました
       *[other] { $username } としてサインインしました（{ $transport }）
    }
doctor-login-warning = { $username } としてサインインしましたが、basic ではパスワードそのものがホストに渡ります
    .next = [hosts.{ $host }] で transport = "ntlm" または "kerberos" を設定してください。
doctor-module-ok = Hyper-V { $module }、PowerShell { $powershell }、Windows { $os_build }
doctor-rights-ok = 仮想マシンを閲覧できます
doctor-round-trip-ok = 日本語がそのまま戻ってきました

# 通常の案内が「hvbot doctor」の実行であるエラーの直し方。
doctor-mend = エラー名ごとの直し方
    .host-unresolved = hvbot.toml の [hosts.{ $host }] の address を直すか、「{ $address }」を DNS に登録してください。
    .host-unreachable = ホストで「winrm enumerate winrm/config/listener」を実行し、ポート { $port } が表示されること、ファイアウォールがこのコンピューターからの接続を許可していることを確認してください。
    .host-tls = [hosts.{ $host }] の ca_file に発行元 CA の PEM ファイルを指定してください。address は証明書に記載された名前にします。
    .host-login =
        { $transport ->
            [kerberos] hvbot を extra「kerberos」付きでインストールし、hvbot を実行するアカウントで「kinit { $username }」を実行してチケットを取得し、address をホストの完全な DNS 名にしてください。
            [certificate] [hosts.{ $host }] の cert_file と key_file を確認し、この証明書がホストのローカルアカウントに割り当てられていることを確認してください。
           *[other] [hosts.{ $host }] の username または password を直してください。サインインは 1 回だけ試しました。失敗を繰り返すとアカウントがロックされます。
        }
    .host-lost = 何も変更していません。もう一度実行してください。それでも続く場合は、{ $address } への接続を切断するファイアウォールやプロキシがないか確認してください。
    .host-reply = { $address }:{ $port } がプロキシではなくホスト自身であること、起動時のスクリプトが PowerShell の出力に書き込んでいないことを確認してください。
    .database-missing = フォルダーを作成し、hvbot を実行するアカウントに書き込み権限を与えるか、[storage] の url を直してください。
    .database-unavailable = [storage] の url を直すか、hvbot を実行するアカウントにファイルとフォルダーの権限を与えてください。
    .trail-unwritable = hvbot を実行するアカウントに、データベースファイルとフォルダーへの書き込み権限を与え、ディスクの空き容量を確認してください。
    .slack-tokens = https://api.slack.com/apps からトークンをコピーし、環境変数または .env に設定してください。SLACK_BOT_TOKEN（xoxb-…）は「OAuth & Permissions」、SLACK_APP_TOKEN（xapp-…、スコープ connections:write）は「Basic Information」にあります。
    .slack-token-missing = { doctor-mend.slack-tokens }
    .slack-unreachable = ネットワーク、HTTPS_PROXY、SLACK_API_URL を確認してください。
