# The command group `hvbot knowledge`, `hvbot ask`, and what lint finds. lint-<rule> follows "file:line: ".
help-ask = Print what the bot would answer to a text
    .lang = Answer in this language instead of that of the text.
help-knowledge = List, find, show and check the articles
help-knowledge-list = List every known code and event with its article and the votes on it
    .lang = Show the titles in this language.
help-knowledge-show = Show the whole article about a code, or the one with this name
    .lang = Show the article in this language.
help-knowledge-gaps = List what was asked about and no article answers, the most frequent first
help-knowledge-import = Turn an article page of the vendor into a draft

    URL is the address of an article of the vendor, FILE the saved page (HTML, or its text). The facts are filled in; the sentences are left for you to write.
help-knowledge-lint = Check the articles and tell every fault with file and line

knowledge-no-article = There is no article about “{ $what }”. “hvbot knowledge list” shows all there are.
knowledge-no-powershell = The PowerShell commands were not checked, because there is no PowerShell here. Install PowerShell 7 (https://aka.ms/powershell) or set PWSH to its path, then run this again.
knowledge-import-left = Left to do, in your own words and not the vendor's; “hvbot knowledge lint” tells it again:
knowledge-clean = No fault found in the articles.

lint-file-name = “{ $name }” is not named like an article: NAME.en.md or NAME.ja.md, NAME in lower-case letters, digits and hyphens.
lint-unreadable = This cannot be read ({ error-cause }). An article is a text file in UTF-8.
lint-front-matter = The file must begin with a line +++, the facts in TOML, and another line +++.
lint-toml = This line is not valid TOML ({ $reason }).
lint-draft = This is a draft, which nobody is shown: fill in what is missing, then take this line away.
lint-unknown-key = There is no key “{ $entry }”; CONTRIBUTING.md lists those that exist.
lint-missing-key = The key “{ $entry }” is missing.
lint-bad-value = “{ $value }” does not fit { $entry }; expected: { $expected ->
    [codes] a code as "0xA000971E", with capital letters and all eight digits
    [umis] "V-79-", then two decimal numbers
    [reviewed] a date as 2026-11-25, without quotes
    [published] a date as 2026-11-25 or a year, without quotes
    [confidence] vendor_article, vendor_reference, forum or message_only
    [language] "en" or "ja"
    [id] a whole number from 0 to 65535
    [url] an address that begins with http:// or https://
    [related] the name of another article
    [stop] true or false
    [draft] true or false
    [list] a list with at least one entry
   *[text] one line of text of at most 150 characters (examples: 2000)
}.
lint-no-subject = The article names neither codes nor events, so nothing leads to it.
lint-umi-mismatch = { $umi } is not the UMI of any of the codes.
lint-heading-missing = The section “{ $heading }” is missing.
lint-heading-order = The section “{ $heading }” stands in the wrong place: meaning, cause, what to do, commands, others, vendor.
lint-heading-twice = The section “{ $heading }” is there twice.
lint-outside-section = Text before the first heading would not be shown.
lint-section-empty = The section “{ $heading }” is empty.
lint-one-paragraph = The section “{ $heading }” is one paragraph, best one sentence.
lint-steps-only = The section “{ $heading }” is one numbered list and nothing else.
lint-commands-only = Commands stand in the section of commands, each with its sentence before it.
lint-shell-unknown = A command's fence names powershell or cmd, not “{ $shell }”.
lint-command = PowerShell does not understand this command: { $reason } Placeholders are words in capitals, such as VM.
lint-markup = This mark-up cannot be shown everywhere ({ $mark }). Use ## headings, paragraphs, lists without sub-lists, links and `code`.
lint-too-long = Longer than { $limit } characters: cut it into several, or say less.
lint-no-twin = The twin { $name } is missing.
lint-older-twin = Reviewed on { $older }, but { $name } on { $newer }: bring this file up to date.
lint-twin-differs = “{ $entry }” is not the same as in { $name }.
lint-claimed-twice = { $subject } belongs to the article { $name } already.
lint-dead-reference = There is no article “{ $name }”.
lint-example-useless = Nothing of this article is recognised in the example “{ $example }”.
lint-example-missing = No example shows { $subject }.
