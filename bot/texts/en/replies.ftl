# What the Slack side says by itself.

replies-colon = :
replies-form-title = hvbot
replies-form-close = Close
replies-help =
    Paste an error message here, or name a code after @hvbot: the answer comes in the thread.
    “/hv-error search WORDS” finds articles by words, “/hv-error gaps” lists what no article answers yet; both also work after @hvbot.
    The commands of /hv-checkpoints work after @hvbot as well, also inside a thread.
replies-details-button = Details
replies-language-button = 日本語
replies-details-title = Details
replies-audit-title = The newest { $count } entries of the trail that match, newest last
replies-audit-none = No entry of the trail matches.
