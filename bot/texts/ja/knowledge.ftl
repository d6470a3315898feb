# `hvbot knowledge` と `hvbot ask` のコマンド、および lint の結果。lint-<rule> は「ファイル:行: 」の後に表示されます。
help-ask = テキストに対するボットの回答を表示します
    .lang = テキストの言語ではなく、この言語で回答します。
help-knowledge = 記事の一覧、検索、表示、検査を行います
help-knowledge-list = 記事のあるコードとイベントを、評価とともにすべて一覧表示します
    .lang = タイトルをこの言語で表示します。
help-knowledge-show = コードについての記事、またはその名前の記事の全文を表示します
    .lang = 記事をこの言語で表示します。
help-knowledge-gaps = 質問があったものの記事のないコードとイベントを、多い順に一覧表示します
help-knowledge-import = ベンダーの記事のページから下書きを作成します

    URL はベンダーの記事のアドレス、FILE は保存したページ（HTML またはテキスト）です。コードや製品などの情報は自動で入りますが、説明の文章はご自身で書いてください。
help-knowledge-lint = 記事を検査し、すべての誤りをファイル名と行番号付きで表示します

knowledge-no-article = 「{ $what }」についての記事はありません。「hvbot knowledge list」ですべての記事を確認できます。
knowledge-no-powershell = PowerShell がないため、PowerShell コマンドは検査していません。PowerShell 7 をインストールするか（https://aka.ms/powershell）、PWSH にそのパスを設定して、もう一度実行してください。
knowledge-import-left = 残りの作業は次のとおりです。ベンダーの文章は写さず、ご自身の言葉で書いてください。「hvbot knowledge lint」で再確認できます。
knowledge-clean = 記事に誤りは見つかりませんでした。

lint-file-name = 「{ $name }」は記事のファイル名として使えません。NAME.en.md または NAME.ja.md とし、NAME には英小文字、数字、ハイフンを使ってください。
lint-unreadable = 読み取れません（{ error-cause }）。記事は UTF-8 のテキストファイルで作成してください。
lint-front-matter = ファイルの先頭には、+++ だけの行、TOML で書いた情報、もう一度 +++ だけの行が必要です。
lint-toml = この行は TOML として読み取れません（{ $reason }）。
lint-draft = 下書きのため、まだ誰にも表示されません。足りない内容を書いてから、この行を消してください。
lint-unknown-key = 「{ $entry }」というキーはありません。使えるキーは CONTRIBUTING.md に載っています。
lint-missing-key = キー「{ $entry }」がありません。
lint-bad-value = 「{ $value }」は { $entry } の値として使えません。指定できるのは、{ $expected ->
    [codes] "0xA000971E" のように英大文字を含む 8 桁で書いたコード
    [umis] "V-79-" に続けて 10 進数を 2 つ並べたもの
    [reviewed] 2026-11-25 のような日付（引用符なし）
    [published] 2026-11-25 のような日付または西暦（引用符なし）
    [confidence] vendor_article、vendor_reference、forum、message_only のいずれか
    [language] "en" または "ja"
    [id] 0 から 65535 までの整数
    [url] http:// または https:// で始まるアドレス
    [related] ほかの記事の名前
    [stop] true または false
    [draft] true または false
    [list] 1 つ以上の要素を持つリスト
   *[text] 150 文字以内の 1 行のテキスト（examples は 2000 文字以内）
}です。
lint-no-subject = コードもイベントも指定されていないため、この記事はどこからも参照されません。
lint-umi-mismatch = { $umi } は、どのコードの UMI とも一致しません。
lint-heading-missing = 「{ $heading }」の項がありません。
lint-heading-order = 「{ $heading }」の項の位置が正しくありません。意味、原因、対処方法、コマンド、その他、ベンダーの順に並べてください。
lint-heading-twice = 「{ $heading }」の項が 2 回あります。
lint-outside-section = 最初の見出しより前にある文は表示されません。
lint-section-empty = 「{ $heading }」の項が空です。
lint-one-paragraph = 「{ $heading }」の項は 1 つの段落（できれば 1 文）で書いてください。
lint-steps-only = 「{ $heading }」の項には、番号付きリストを 1 つだけ書いてください。
lint-commands-only = コマンドは「コマンド」の項に、それぞれ説明文の後に書いてください。
lint-shell-unknown = コマンドのコードブロックには powershell または cmd を指定してください（「{ $shell }」は使えません）。
lint-command = PowerShell のコマンドとして正しくありません（{ $reason }）。置き換える部分は、VM のように英大文字の単語で書いてください。
lint-markup = この書式（{ $mark }）は表示できない場所があります。## の見出し、段落、入れ子のないリスト、リンク、`コード` だけを使ってください。
lint-too-long = { $limit } 文字を超えています。いくつかに分けるか、短くしてください。
lint-no-twin = 対になる { $name } がありません。
lint-older-twin = 確認日が { $older } で、{ $name } の { $newer } より古くなっています。このファイルも更新してください。
lint-twin-differs = 「{ $entry }」が { $name } と一致していません。
lint-claimed-twice = { $subject } はすでに記事 { $name } で扱われています。
lint-dead-reference = 「{ $name }」という記事はありません。
lint-example-useless = 例「{ $example }」から、この記事のコードやイベントを認識できません。
lint-example-missing = { $subject } の例がありません。
