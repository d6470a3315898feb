# What went wrong (the message), and the next step (.next), for every Ref of bot/errors.py.
#
# Whoever raises a Ref gives the facts its sentences use (all of them text; a fact left out shows as "?"):
#   command-unknown, -incomplete, -surplus, -quotes        detail (the word, the quote)
#   host-unknown, host-*                                   host
#   host-script, host-secret                               host, detail (the error's id; the variable or file)
#   vm-unknown, vm-ambiguous, nothing-to-remove, plan-stale host, vm (also vm-changed, not-removed, merge-stalled,
#                                                          outcome-unknown)
#   vm-similar                                             host, vm, candidates
#   vm-moved                                               host, vm, node
#   plan-stopped, name-mismatch                            vm
#   not-allowed                                            detail (the right)
#   audit-filter                                           detail (the filter as written)
#   request-unknown                                        request
#   already-open                                           vm, request
#   wrong-state                                            state
#   reason-pattern                                         detail (the pattern)
#   draft-field                                            field
#   draft-exists, draft-unwritable                         article, detail (the system's reason)
#   site-*                                                 detail (the host; the address; the status or Retry-After)
#   page-file                                              detail (the file and the system's reason)
#   sqlite-old, slack-token-missing, slack-tokens, slack-unreachable  detail (version; variables; Slack's word; address)
#   database-unavailable, trail-unwritable                 detail (the driver's short reason, never the URL;
#                                                          "start": the database was unusable when hvbot started)
#   settings-invalid                                       faults
#   database-missing                                       detail (the file)
#   powershell-failed                                      program, detail (the kind of fault)
#   internal                                               detail (the number under which the log has it)
# All others need none.

turn-you = Next step
turn-operator = For whoever runs hvbot
turn-host-admin = For the administrator of the host
turn-nobody = Nothing to repair
error-reference = Reference: { $reference }

error-state =
    { $state ->
        [planned] only planned
        [requested] waiting for approval
        [approved] approved
        [running] being carried out
        [merging] merging disks
        [finished] finished
        [cancelled] cancelled
        [rejected] rejected
        [expired] expired
        [stale] out of date
        [refused] refused
        [failed] failed
        [unknown] being looked into
       *[other] { $state }
    }

# Why a file or a database cannot be used, in the system's own words ($detail); $cause is made of them by bot/wording.py.
error-cause =
    { $cause ->
       *[other] { $detail }
    }

error-command-unknown = I do not know the command “{ $detail }”.
    .next = “/hv-checkpoints help” lists every command with an example.
error-command-incomplete = “{ $detail }” alone does not say which host, VM or request you mean.
    .next = “/hv-checkpoints help” shows what belongs after each command.
error-command-surplus = I do not understand “{ $detail }” in this command.
    .next = Put a name with spaces between quotation marks, for example "SQL Server 01"; “/hv-checkpoints help” lists every command.
error-command-quotes = A quotation mark ({ $detail }) is opened and never closed, so I cannot tell where the name ends.
    .next = Put the name between two marks of the same kind, for example "SQL Server 01".
error-no-code = There is no error code in this text.
    .next = Send a code such as 0xA000971E or V-79-40960-38686, or paste the whole error message.
error-audit-filter = The trail cannot be narrowed by “{ $detail }”.
    .next = Write for example host=hv01, since=7d, until=2026-11-22, outcome=refused, event=removal.finished, request=R-7KQ2M9XD or limit=20.
error-host-unknown = I know no host “{ $host }” that you may look at.
    .next = “/hv-checkpoints hosts” shows the hosts open to you. If one is missing, ask whoever runs hvbot for a grant.
error-vm-unknown = I see no VM “{ $vm }” on { $host } that you may look at.
    .next = “/hv-checkpoints list { $host } --all” shows the VMs open to you. Names must match exactly.
error-vm-similar = No VM on { $host } is called exactly “{ $vm }”. Did you mean { $candidates }?
    .next = Copy the name as it is shown: upper and lower case, dashes and spaces count.
error-vm-ambiguous = Several VMs on { $host } are called “{ $vm }”, and a name alone cannot tell them apart.
    .next = Open “/hv-checkpoints list { $host }” and use the button beside the VM you mean.
error-vm-moved = “{ $vm }” is no longer on { $host }; it now runs on { $node }.
    .next = Repeat the command with { $node }. If hvbot does not know it, ask whoever runs hvbot to add it.
error-request-unknown = I know no request “{ $request }”.
    .next = “/hv-checkpoints status” lists the requests you can see.
error-not-allowed = No grant gives you the right “{ $detail }” here, so nothing was done.
    .next = Add a [[grants]] entry to hvbot.toml if this person should have it; “hvbot may” shows which rule decided.
error-not-a-member = This is open only to full members of this workspace, not to guests, other organisations or bots.
    .next = The rule has no exceptions. A full member of this workspace can ask instead.
error-identity-unsure = Slack could not tell me who you are just now, so I did nothing.
    .next = Try again in a minute. If it stays so, ask whoever runs hvbot to run “hvbot doctor”.
error-channel-shared = This conversation is shared with another organisation, or I cannot see whether it is, so I name no hosts here.
    .next = Ask again in a channel of your own organisation that I was invited to, or in a direct message to me.
error-wrong-person = This step is not yours: a form or button works only for the person it was made for, and nobody approves their own request.
    .next = Start from “/hv-checkpoints list” yourself, or ask the person concerned.
error-removal-disabled = Removing checkpoints is switched off; hvbot only reads here.
    .next = To allow it, set enabled = true under [removal] in hvbot.toml and restart hvbot.
error-removal-paused = Removals are paused at the moment. Nothing was removed.
    .next = Somebody with the right to remove ends the pause with “/hv-checkpoints resume”; after that, try again.
error-approvals-unavailable = A removal needs an approval here, and this version of hvbot cannot collect approvals. Nothing was removed.
    .next = Set approvals = 0 under [removal] in hvbot.toml if the requester's own confirmation is enough.
error-nothing-to-remove = “{ $vm }” on { $host } has no checkpoint that can be removed this way.
    .next = “/hv-checkpoints list { $host }” shows every checkpoint with its type.
error-plan-stopped = A check made just now forbids removing checkpoints of “{ $vm }”. Nothing was removed.
    .next = The check marked as a stop says what to wait for or do by hand. Nobody can override it.
error-plan-expired = This plan is too old to be confirmed. Nothing was removed.
    .next = Open the list again and press Remove for a fresh plan.
error-plan-stale = “{ $vm }” on { $host } has changed since the plan was made. Nothing was removed.
    .next = Ask for a fresh plan, compare it, and confirm that one.
error-vm-changed = “{ $vm }” on { $host } no longer looked as in the plan, so I stopped there.
    .next = Compare “/hv-checkpoints list { $host }” with what the request says was done, then ask for a fresh plan.
error-not-removed = { $host } did not remove the checkpoint of “{ $vm }”.
    .next = On the host, look at Event Viewer under Hyper-V-VMMS for the reason before anybody tries again.
error-merge-stalled = The merge of “{ $vm }” on { $host } makes no progress.
    .next = Leave the VM's AVHDX files alone. On the host, check free space and Event Viewer under Hyper-V-VMMS.
error-outcome-unknown = It is not known whether the checkpoint of “{ $vm }” on { $host } was removed.
    .next = Once the host answers, compare its checkpoints with the request; nothing is repeated by itself.
error-already-open = Request { $request } for “{ $vm }” is still open, and a VM has one at a time.
    .next = Follow it with “/hv-checkpoints status { $request }”.
error-wrong-state = This request is already { error-state }, so the step is no longer possible.
    .next = “/hv-checkpoints status” shows how it stands.
error-name-mismatch = This is not exactly the name of the VM.
    .next = Type “{ $vm }” as it is shown: upper and lower case, dashes and spaces count.
error-reason-missing = A reason is required.
    .next = Say in a few words why, for example with the ticket's number.
error-reason-pattern = The reason does not have the form that is required here.
    .next = It must match { $detail }.
error-click-too-old = This came too late to be sure that it is still what you want, so I did nothing.
    .next = Do it once more if you still want it.
error-draft-field = { $field ->
        [url] This is not an address that begins with http:// or https://.
       *[other] Something is missing here.
    }
    .next = { $field ->
        [url] Correct it, or leave it empty.
       *[other] Write it in a few words; the draft can be changed later.
    }
error-draft-exists = There is already a file { $article }.en.md or { $article }.ja.md in the team's folder.
    .next = Add what you know to that one.
error-draft-unwritable = The draft { $article } cannot be written into the team's folder ({ error-cause }).
    .next = Check folder under [knowledge] in hvbot.toml, the disk space and the rights of the account that runs hvbot.
error-site-address = Only pages of the vendor's support sites are read, over https:// and without user name or port: { $detail }.
    .next = Give the article's address as the browser shows it, or save the page there and import the file.
error-site-unreachable = { $detail } cannot be reached from here.
    .next = Check the network. Proxies are not used: where only a proxy leads out, { error-page-by-hand }
error-site-private = The name { $detail } leads to an address that is not on the internet, so I did not connect.
    .next = Have DNS checked: a name of the vendor never leads there. Until then { error-page-by-hand }
error-site-tls = The certificate of { $detail } is not trusted, so nothing was read.
    .next = Check the clock of this machine. Where the network looks into connections, { error-page-by-hand }
error-site-slow = { $detail } did not deliver the page in time.
    .next = Try again later, or { error-page-by-hand }
error-site-cut = The page came incomplete or damaged, so none of it was used.
    .next = Try again, or { error-page-by-hand }
error-site-elsewhere = The page leads on to an address where I do not follow ({ $detail }).
    .next = If this is the site's login, { error-page-by-hand }
error-site-loop = { $detail } leads from one address to the next without an end.
    .next = Try again later, or { error-page-by-hand }
error-site-login = The site does not show this page to everybody (HTTP { $detail }).
    .next = Log in to the site, then { error-page-by-hand }
error-site-missing = There is no page at this address (HTTP { $detail }).
    .next = Compare the article's number with the address in the browser.
error-site-busy = The site asks for a pause (Retry-After: { $detail }).
    .next = Wait that long before the next page.
error-site-failed = The site could not deliver the page (HTTP { $detail }).
    .next = Try again later.
error-site-no-text = This is no page of text but a file of another kind.
    .next = Give the address of the article itself, not of something attached to it.
error-site-too-large = This is larger than 5 MB, and no article is.
    .next = Give the article itself: its address, or the page saved as HTML or as text.
error-page-file = The file cannot be read ({ error-cause }).
    .next = Give the file of a saved page, or an address that begins with https://.
error-page-empty = The page is empty.
    .next = Try again, or { error-page-by-hand }
error-page-no-article = This is no article page: it lacks the article's number, or everything that belongs to an article.
    .next = If the site wants a login for it, or shows it only in a browser, { error-page-by-hand }
error-page-by-hand = open the page in the browser, save it as HTML (without pictures) and run “hvbot knowledge import FILE”.
error-host-unresolved = The address of { $host } has no entry in DNS.
    .next = Check address under [hosts.{ $host }] in hvbot.toml, then run “hvbot doctor --host { $host }”.
error-host-unreachable = { $host } does not answer.
    .next = Check that the host is up and that WinRM and the firewall let hvbot in; “hvbot doctor --host { $host }” tries each step.
error-host-tls = The certificate of { $host } is not trusted, so I did not sign in.
    .next = Put the issuing CA into ca_file under [hosts.{ $host }]; “hvbot doctor --host { $host }” shows the certificate's fault.
error-host-login = { $host } does not accept the account hvbot uses.
    .next = Check username, password and transport under [hosts.{ $host }], then run “hvbot doctor --host { $host }”.
error-host-shell-denied = { $host } accepts hvbot's account but does not let it run commands.
    .next = Run on the host what “hvbot host-setup { $host }” prints; it gives the account the rights it lacks.
error-host-hyperv-denied = hvbot's account may sign in to { $host } but not look at Hyper-V there.
    .next = Add the account to the local group Hyper-V Administrators, as “hvbot host-setup { $host }” prints it.
error-host-no-hyperv = { $host } has no Hyper-V PowerShell module.
    .next = Check that [hosts.{ $host }] names a Hyper-V host; if it does, install the feature Hyper-V-PowerShell there.
error-host-vmms-down = The Hyper-V service (vmms) is not running on { $host }.
    .next = Start the service “Hyper-V Virtual Machine Management” there; the VMs themselves may run all the same.
error-host-busy = { $host } is busy and took no further command.
    .next = Wait a minute and try again.
error-host-lost = The connection to { $host } broke in the middle. Whether the host had begun is not known, so I repeat nothing.
    .next = Look at “/hv-checkpoints list { $host }” before doing anything else.
error-host-script = A command failed on { $host } ({ $detail }).
    .next = The log of hvbot has what the host said; on the host, look at Event Viewer under Hyper-V-VMMS.
error-host-reply = The answer of { $host } was incomplete or not to be understood, so I do not use any of it.
    .next = Run “hvbot doctor --host { $host }”; a profile script or a proxy may write into the answer.
error-host-secret = The password for { $host } cannot be read ({ $detail }).
    .next = Check password under [hosts.{ $host }]: the variable must be set, or the file readable, for the account that runs hvbot.
error-trail-unwritable =
    { $detail ->
        [start] The trail could not be used when hvbot started, and without an entry nothing is done.
       *[other] The trail cannot be written ({ error-cause }), and without an entry nothing is done.
    }
    .next =
        { $detail ->
            [start] “hvbot doctor” says what is wrong with the database; mend it and restart hvbot. Nothing needs to be undone.
           *[other] Check the disk space and the database (“hvbot doctor”). Nothing needs to be undone.
        }
error-database-unavailable = The database cannot be used ({ error-cause }).
    .next = Check url under [storage], the disk space and the rights on the file; “hvbot doctor” tries it.
error-database-missing = There is no database { $detail } yet.
    .next = The first “hvbot run” creates it. If there should be one, correct url under [storage].
error-database-newer = The database was made by a newer hvbot and is left untouched.
    .next = Install that newer version, or restore the copy made before the upgrade.
error-database-older = The database is empty or was made by an older hvbot, and was left as it is.
    .next = Copy it first if it holds anything; the next “hvbot run” brings it up to date.
error-database-locked = Another “hvbot run” uses this database file.
    .next = Stop the other one first. Several replicas need PostgreSQL.
error-sqlite-old = Python's SQLite ({ $detail }) is too old: version 3.42 or newer is needed.
    .next = Use a Python with a newer SQLite, or PostgreSQL as [storage] url.
error-settings-invalid = The configuration has faults:
    { $faults }
    .next = Correct the lines above; nothing was started.
error-slack-token-missing = { $detail } is not set.
    .next = { error-slack-tokens.next }
error-slack-tokens = Slack does not accept the tokens ({ $detail }).
    .next = Set SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…) from the pages of your Slack app; “hvbot doctor” checks them.
error-slack-unreachable = Slack cannot be reached at { $detail }.
    .next = Check the network, HTTPS_PROXY and SLACK_API_URL. hvbot keeps trying.
error-restarting = hvbot is restarting, so I did not begin anything.
    .next = Try again in a minute.
error-internal = Something failed inside hvbot. Nothing further was done.
    .next = The log has it under { $detail }; send that number along when you report it.
error-powershell-failed = The PowerShell commands of the articles were not checked: “{ $program }” { $detail ->
        [TimeoutExpired] did not answer.
       *[other] cannot be run, or its answer makes no sense ({ error-cause }).
    }
    .next = Set PWSH to the path of a PowerShell 7; “{ $program } -Version” shows whether it is one. Everything else was checked.
error-port-taken = Port { $detail } is in use by another program.
    .next = Choose another one with --port, or leave the option out: then a free port is taken.
