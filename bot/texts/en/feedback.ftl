# Votes on answers, codes without an article, and the drafts that are made of them.

feedback-helped-button = Helped
feedback-not-helped-button = Did not help
feedback-helped = Thank you for saying so; the other button changes your vote.
feedback-not-helped = Thank you, noted (the other button changes your vote); what helps next is more of the job log, pasted after @hvbot, or the section “When to call the vendor” under Details.
