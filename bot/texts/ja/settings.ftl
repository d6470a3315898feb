# hvbot.toml、.env、環境変数の誤り。各文は「ファイル: キー: 」に続きます（何が誤りか、次にどうすればよいか）。

settings-unknown-key =
    このキーはありません。{ $meant ->
        [none] ここで使えるキー：{ $known }
       *[other] 「{ $meant }」ではありませんか。
    }
settings-missing = 設定されていません。追加してください。
settings-string-type = 文字列で指定します。引用符で囲んでください。
settings-int-type = 整数で指定します。引用符なしで書いてください。
settings-bool-type = true か false で指定します。引用符なしで書いてください。
settings-tuple-type = リストで指定します。["one", "two"] のように書いてください。
settings-frozen-set-type = { settings-tuple-type }
settings-model-type = テーブルで指定します。角括弧の見出しを付け、その下にキーを書いてください。
settings-dict-type = { settings-model-type }
settings-greater-than-equal = 値が小さすぎます。{ $ge } 以上にしてください。
settings-less-than-equal = 値が大きすぎます。{ $le } 以下にしてください。
settings-too-short = 空です。{ $min_length } 個以上指定してください。
settings-choice =
    「{ $value }」は指定できません。{ $meant ->
        [none] 次から選んでください：{ $allowed }
       *[other] 「{ $meant }」ではありませんか。指定できる値：{ $allowed }
    }
settings-duration = 「{ $value }」は期間として読めません。"60s"、"15m"、"4h"、"7d" のように数字と単位で書いてください。
settings-greater-than = 0 にはできません。たとえば "15m" のように書いてください。
settings-clock = 「{ $value }」は時刻として読めません。"08:00" のように書いてください。
settings-pattern = 「{ $value }」は正規表現として読めません（{ $position } 文字目：{ $detail }）。直すか、空にしてください。
settings-channel = 「{ $value }」はチャンネル ID ではありません。Slack のチャンネル詳細の末尾にある C で始まる ID を指定してください。
settings-grantee = 「{ $value }」は ID ではありません。名前ではなく、Slack のプロフィールにあるユーザー ID（U…）かユーザーグループ ID（S…）を指定してください。
settings-host-key = 「{ $value }」はホスト名として使えません。英数字、ピリオド、ハイフン、アンダースコアで 63 文字以内にしてください。
settings-address = 「{ $value }」はアドレスではありません。名前か IP アドレスだけを書いてください。scheme と port は別のキーです。
settings-path = パスとして読めません。フォルダーかファイルを指定してください。
settings-storage-driver = ドライバーが異なります。postgresql+psycopg:// で始めてください。
settings-storage-url = SQLite でも PostgreSQL でもありません。sqlite:///hvbot.db か postgresql+psycopg://user@server/database の形で書いてください。
settings-storage-memory = 再起動のたびに監査証跡が失われます。sqlite:///hvbot.db のようにファイルを指定してください。
settings-password-literal = パスワードをこのファイルに書くことはできません。環境変数なら { "{" } env = "NAME" { "}" }、ファイルなら { "{" } file = "/run/secrets/name" { "}" } と書いてください。
settings-password-source = 取得元は 1 つだけ指定します。env = "NAME" か file = "/run/secrets/name" のどちらかにしてください。
settings-password = 設定されていません。{ "{" } env = "{ $variable }" { "}" } と書き、その環境変数を設定してください。
settings-username = 設定されていません。'DOMAIN\account' のように単一引用符で囲んで書いてください。
settings-basic-http = http での basic はパスワードがそのままネットワークに流れます。scheme = "https" か transport = "ntlm" にしてください。
settings-certificate-http = クライアント証明書は https でしか使えません。scheme = "https" にしてください。
settings-ca-http = http では効果がありません。scheme = "https" にするか、空にしてください。
settings-verify-ca = false では ca_file が使われません。verify = true にするか、ca_file を空にしてください。
settings-certificate-file = transport = "certificate" には必要です。PEM ファイルを指定してください。
settings-certificate-unused = transport = "certificate" でなければ効果がありません。transport を変えるか、空にしてください。
settings-host-twice = 大文字と小文字は区別されないため「{ $other }」と同じホストになります。どちらか 1 つだけにしてください。
settings-alias-twice = 「{ $alias }」はすでにホスト「{ $other }」を指しています。どちらか一方にだけ書いてください。
settings-approval-channel = 空ですが、削除には承認が必要な設定です。チャンネルを指定するか、依頼者自身が確定するだけでよければ approvals = 0 にしてください。
settings-approval-channel-standard = 空ですが、必ず承認が必要な remove-standard を与える grants があります。チャンネルを指定するか、その権限を外してください。
settings-sweep-channel = 空ですが、定期確認の時刻が設定されています。結果を知らせるチャンネルを指定してください。
settings-may-wildcard = 権限をワイルドカードで与えることはできません。1 つずつ書いてください：{ $allowed }
settings-grant-hosts = 空のため、この権限では何もできません。["hv*"] のようにホストを指定してください。
settings-grant-host-unknown =
    「{ $value }」に当てはまるホストがありません。{ $meant ->
        [none] [hosts] にホストを追加するか、パターンを直してください。
       *[other] 「{ $meant }」ではありませんか。
    }
settings-oauth = 設定されていると Slack ライブラリが別のサインイン方式に切り替わります。hvbot では設定しないでください。
settings-token = { $found } で始まっており、もう一方のトークンのようです。{ $wanted } で始まるトークンを指定してください。
settings-encoding = UTF-8 ではありません。UTF-8 で保存してください。
settings-file = 読み取れません（{ error-cause }）。パスと権限を確認するか、「hvbot init」で新しく作成してください。
settings-toml =
    { $column ->
        [none] TOML として読み取れません（{ $detail }）。引用符や括弧の閉じ忘れがないか確認してください。
       *[other] { $column } 文字目が TOML として正しくありません（{ $detail }）。この行を直してください。
    }
settings-dotenv = 読み取れません。NAME=value の形で書いてください。
