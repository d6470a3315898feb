# Looking for articles by words, in the terminal and in Slack.
help-knowledge-search = Look for articles by words, a part of a code or the number of an event
    .lang = Show the titles in this language.

search-usage = Put a few words behind “search”, for example: /hv-error search checkpoint delete
search-title = Found for “{ $words }”
search-open = The buttons open the explanation with the same number.
search-more = And { $count } more: add words to narrow it down.
search-none = Nothing was found for “{ $words }”. Try fewer or other words.
