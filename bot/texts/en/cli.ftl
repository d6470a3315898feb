# The command line: help, what was typed wrongly, and the answers of init and may.
# help-<command> is a command; its attributes are its options. The first line also stands in the list of commands.

help = Explains Backup Exec errors in Slack and removes left-over Hyper-V checkpoints, one seen plan at a time.
help-heading = Headings of the help
    .usage = Usage:
    .options = Options
    .commands = Commands
help-option = Options that mean the same everywhere
    .help = Show this help and exit.
    .json = Print JSON for programs.
    .version = Show the version and exit.
help-demo = Try it in the browser: a local Slack and simulated Hyper-V hosts
    .port = Port of the page; without it a free one is taken.
    .no-browser = Do not open the browser, only print the address.
help-run = Run the bot until it is told to stop
    .config = The configuration, instead of HVBOT_CONFIG or ./hvbot.toml.
help-init = Write a commented hvbot.toml that allows nothing yet
help-manifest = Print the manifest of the Slack app
help-host-setup = Print the PowerShell that an administrator runs once on a host, and how to undo it
help-may = Tell whether a person may do something, and which rule decides

    WHO is a Slack user or user-group id, ACTION is one of list, remove, remove-standard, approve, audit and knowledge, HOST a configured host. Without VM any VM of the host counts.

cli-failed =
    hvbot: { $what }
    { $turn }: { $step }
    { $reference }
cli-misused =
    hvbot: { $what }
    “{ $command } --help” shows how it is used.
cli-no-such-option =
    There is no option “{ $name }”.{ $meant ->
        [none] { "" }
       *[other] { " " }Did you mean { $meant }?
    }
cli-no-such-command =
    There is no command “{ $name }”.{ $meant ->
        [none] { "" }
       *[other] { " " }Did you mean { $meant }?
    }
cli-missing = { $name } is missing.
cli-surplus = Got unexpected extra argument: { $words }
cli-option-use = The option { $name } lacks its value, or has one and takes none ({ $detail }).
cli-range = { $name } is a whole number from { $least } to { $most }.
cli-bad-value = The value of { $name } does not fit: { $detail }
cli-choice = { $name } is one of: { $allowed }.
cli-init-exists = { $path } exists already and was not touched. Move it away first, or give another path.
cli-init-failed = { $path } cannot be written ({ error-cause }). Check the folder and its rights.
cli-init-next =
    Written; it allows nothing yet. Next: add your hosts and grants to { $path }, put SLACK_BOT_TOKEN and SLACK_APP_TOKEN
    into a file .env beside it, then run “hvbot doctor”.
cli-may-yes = yes: grant { $grant } of [[grants]] (hosts { $hosts }; VMs { $vms })
cli-may-disabled = no: grant { $grant } of [[grants]] gives the right, but removals are switched off ([removal] enabled = false)
cli-may-group = no: no grant names this id. A member of { $groups } would have the right by grant { $grant }; who is a member, Slack decides
cli-may-no = no: no entry of [[grants]] gives “{ $right }” here
cli-may-host = “{ $host }” is no host of the configuration. Configured are: { $known }
cli-may-who = “{ $who }” is not an id: give a Slack user's (U…) or a user group's (S…), never a name.
cli-may-vm = This cannot be the name of a VM: up to 100 characters, none of them a control character.
