# Votes on answers, codes without an article, and the drafts that are made of them.

feedback-helped-button = Helped
feedback-not-helped-button = Did not help
feedback-helped = Thank you for saying so; the other button changes your vote.
feedback-not-helped = Thank you, noted (the other button changes your vote); what helps next is more of the job log, pasted after @hvbot, or the section “When to call the vendor” under Details.

feedback-gaps-title = Asked about, and no article answers it
feedback-gaps-none = Nobody has asked in vain so far: an article answers every code and event that came up.
feedback-gaps-more = … and { $count } more; “hvbot knowledge gaps” lists all of them.
feedback-gap = { $count ->
    [1] asked once
   *[other] asked { $count } times
}, last { $at } UTC
feedback-gap-direct = in a direct message
feedback-draft-button = Draft an article
feedback-form-title = Draft an article
feedback-form-wait = One moment …
feedback-form-submit = Save the draft
feedback-form-note = The draft goes into the team's folder. Nobody is shown it until somebody has read it through and released it.
feedback-form-source = Source of the event
    .hint = As the event log names it, for example VSS.
feedback-form-headline = Title
    .hint = What fails, in one line.
feedback-form-meaning = What it means
    .hint = One sentence that helps somebody who is on the phone.
feedback-form-cause = Likely cause
    .hint = The likeliest first, with an empty line between two.
feedback-form-steps = What to do
    .hint = One step per line without numbers, the commonest remedy first.
feedback-form-publisher = Who says so
    .hint = The publisher, for example Veritas, Microsoft or your own team.
feedback-form-article = Where it stands
    .hint = The number or title of the article or ticket.
feedback-form-url = Address
    .hint = https://…
feedback-drafted = The draft is saved in the team's folder as `{ $first }` and `{ $second }`. Nobody is shown it until somebody removes the line `draft = true` from both; `hvbot knowledge lint` tells what they still lack.
