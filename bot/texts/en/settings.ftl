# Faults of hvbot.toml, .env and the environment. Each follows “file: key: ” on its line: what is wrong, then a suggestion.

settings-unknown-key =
    unknown key, { $meant ->
        [none] the ones known here are: { $known }
       *[other] did you mean “{ $meant }”?
    }
settings-missing = is missing, add it
settings-string-type = must be text, put it between quotation marks
settings-int-type = must be a whole number, write it without quotation marks
settings-bool-type = must be true or false, write it without quotation marks
settings-tuple-type = must be a list, write it as ["one", "two"]
settings-frozen-set-type = { settings-tuple-type }
settings-model-type = must be a table, give it a heading in square brackets and put its keys below
settings-dict-type = { settings-model-type }
settings-greater-than-equal = is too small, the least is { $ge }
settings-less-than-equal = is too large, the most is { $le }
settings-too-short = is empty, give at least { $min_length }
settings-choice =
    “{ $value }” is not possible, { $meant ->
        [none] choose one of: { $allowed }
       *[other] did you mean “{ $meant }”? Possible are: { $allowed }
    }
settings-duration = “{ $value }” is not a duration, write a number and a unit such as "60s", "15m", "4h" or "7d"
settings-greater-than = must be longer than nothing, write for example "15m"
settings-clock = “{ $value }” is not a time of day, write it as "08:00"
settings-pattern = “{ $value }” is not a regular expression ({ $detail } at character { $position }), correct it or leave it empty
settings-channel = “{ $value }” is not a channel's id, copy the one that begins with C from the end of the channel's details in Slack
settings-grantee = “{ $value }” is not an id, give a user's (U…) or a user group's (S…) id from the profile in Slack, not a name
settings-host-key = “{ $value }” cannot be a host's name here, use up to 63 letters, digits, dots, dashes and underscores
settings-address = “{ $value }” is not an address, give only a name or an IP address; scheme and port are keys of their own
settings-path = is not a path, give a folder or a file
settings-storage-driver = names another driver, begin the address with postgresql+psycopg://
settings-storage-url = is neither SQLite nor PostgreSQL, write sqlite:///hvbot.db or postgresql+psycopg://user@server/database
settings-storage-memory = would lose the trail at every restart, name a file as in sqlite:///hvbot.db
settings-password-literal = a password does not belong into this file, write { "{" } env = "NAME" { "}" } for a variable or { "{" } file = "/run/secrets/name" { "}" } for a file
settings-password-source = must name exactly one place, write either env = "NAME" or file = "/run/secrets/name"
settings-password = is missing, write { "{" } env = "{ $variable }" { "}" } and set that variable
settings-username = is missing, write it as 'DOMAIN\account' in single quotation marks
settings-basic-http = basic over http would show the password to the network, use scheme = "https" or transport = "ntlm"
settings-certificate-http = a client certificate works only over https, use scheme = "https"
settings-ca-http = has no effect over http, use scheme = "https" or leave it empty
settings-verify-ca = false would ignore ca_file, use verify = true or leave ca_file empty
settings-certificate-file = is needed with transport = "certificate", name the PEM file
settings-certificate-unused = has no effect without transport = "certificate", set that or leave it empty
settings-host-twice = is the same host as “{ $other }” because upper and lower case do not count, keep one
settings-alias-twice = “{ $alias }” already stands for host “{ $other }”, keep it at one of the two
settings-approval-channel = is empty, but removals need approvals: name the channel, or set approvals = 0 if the requester's own confirmation is enough
settings-approval-channel-standard = is empty, but a grant gives remove-standard, which always needs an approval: name the channel or take that right away
settings-sweep-channel = is empty, but the sweep has a time: name the channel where it reports
settings-may-wildcard = rights are never given by a wildcard, name each of them: { $allowed }
settings-grant-hosts = is empty, so these rights open nothing: name hosts, for example ["hv*"]
settings-grant-host-unknown =
    “{ $value }” fits none of the hosts, { $meant ->
        [none] add the host under [hosts] or correct the pattern
       *[other] did you mean “{ $meant }”?
    }
settings-oauth = would switch hvbot's Slack library to another way of signing in, unset it for hvbot
settings-token = begins with { $found } and seems to be the other token, put the one that begins with { $wanted } here
settings-encoding = is not UTF-8, save the file as UTF-8
settings-file = cannot be read ({ error-cause }), check the path and the rights, or let “hvbot init” write a new one
settings-toml =
    is not valid TOML { $column ->
        [none] ({ $detail }), look for a missing quotation mark or bracket
       *[other] at column { $column } ({ $detail }), correct this line
    }
settings-dotenv = is not understood, write NAME=value
