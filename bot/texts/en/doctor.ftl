# `hvbot doctor`. doctor-<step>-<level> is what was found, its .next what mends it.

help-doctor = Check everything hvbot needs, and say how to mend what is wrong

    Checks the configuration, Slack, the database and the trail, the articles, and the way to every host. Nothing is changed. Exit 0: fine or only warnings, 1: something failed, 2: the configuration cannot be read.
    .host = Check only the configuration and this host.

doctor-label = What is checked
    .configuration = configuration
    .slack-sign-in = Slack sign-in
    .slack-scopes = Slack scopes
    .slack-socket = Slack socket
    .database = database
    .trail = trail
    .articles = articles
    .name = name
    .port = port
    .tls = TLS
    .login = login
    .module = Hyper-V module
    .rights = rights
    .round-trip = round trip
doctor-skipped = not checked
doctor-detail = In detail: { $text }
doctor-next = → { $text }

doctor-configuration-ok = valid; hosts: { $hosts }, grants: { $grants }
doctor-configuration-warning = valid, but without a host hvbot only explains codes
    .next = Add your first host under [hosts.NAME] in hvbot.toml.
doctor-slack-sign-in-ok = the bot is “{ $user }” in the workspace “{ $team }”
doctor-slack-scopes-ok = every scope of the manifest is granted, and no other
doctor-slack-scopes-warning = the app was granted more than hvbot needs: { $extra }
    .next = Paste the output of “hvbot manifest” into the app's manifest at https://api.slack.com/apps, then reinstall the app.
doctor-slack-scopes-failed = the app lacks: { $missing }
    .next = Paste the output of “hvbot manifest” into the app's manifest at https://api.slack.com/apps, then reinstall the app.
doctor-slack-socket-ok = Slack lets the app open a socket
doctor-database-ok =
    { $there ->
        [yes] opens and can be written
       *[no] is not there yet; the first “hvbot run” creates it
    }
doctor-trail-ok = sound; entries: { $rows }, head: { $head }
doctor-trail-failed = entry { $bad } is missing, was changed or cannot be read
    .next = Keep a copy of the database as it is; “hvbot audit verify” says what is wrong with the entry.
doctor-articles-ok = no fault found
doctor-articles-warning = faults: { $count }; every article can be read all the same
    .next = “hvbot knowledge lint” names each fault with file and line.
doctor-articles-failed = faults: { $count }, also in articles of your team, which are not shown until they are mended
    .next = “hvbot knowledge lint” names each fault with file and line.
doctor-name-ok = { $address } can be resolved
doctor-port-ok = { $port } is open
doctor-tls-ok = the certificate is trusted
doctor-tls-warning =
    { $scheme ->
        [http] the messages are encrypted, but without HTTPS no certificate proves that this is { $host }, so another machine could pose as it
       *[https] with verify = false any certificate will do, so another machine could pose as { $host } and use hvbot's login
    }
    .next =
        { $scheme ->
            [http] Give the host an HTTPS listener (“hvbot host-setup { $host }” prints how), then set scheme = "https" under [hosts.{ $host }].
           *[https] Set verify = true under [hosts.{ $host }], with the PEM file of the issuing CA as ca_file.
        }
doctor-login-ok =
    { $transport ->
        [certificate] signed in with the client certificate
       *[other] signed in as { $username } ({ $transport })
    }
doctor-login-warning = signed in as { $username }, but basic hands the password itself to the host
    .next = Set transport = "ntlm" or "kerberos" under [hosts.{ $host }].
doctor-module-ok = Hyper-V { $module }, PowerShell { $powershell }, Windows { $os_build }
doctor-rights-ok = the account may look at the VMs
doctor-round-trip-ok = 日本語 comes back unchanged

# The step for an error whose usual advice is to run “hvbot doctor”.
doctor-mend = By reference
    .host-unresolved = Correct address under [hosts.{ $host }] in hvbot.toml, or add “{ $address }” to DNS.
    .host-unreachable = On the host, “winrm enumerate winrm/config/listener” must show port { $port }; the firewall there must let this machine in.
    .host-tls = Set ca_file under [hosts.{ $host }] to the PEM file of the issuing CA; address must be a name in the certificate.
    .host-login =
        { $transport ->
            [kerberos] Install hvbot with its extra “kerberos”, get a ticket with “kinit { $username }” as the account that runs hvbot, and give the host's full DNS name as address.
            [certificate] Check cert_file and key_file under [hosts.{ $host }], and that the host maps this certificate to a local account.
           *[other] Correct username or password under [hosts.{ $host }]. This was one logon; several wrong ones lock the account.
        }
    .host-lost = Nothing was changed. Run this again; if it stays so, look for a firewall or proxy that ends connections to { $address }.
    .host-reply = Make sure that { $address }:{ $port } is the host itself and no proxy, and that no start-up script there writes into PowerShell's output.
    .database-missing = Create the folder and give the account that runs hvbot the right to write into it, or correct url under [storage].
    .database-unavailable = Correct url under [storage], or the rights on the file and its folder, for the account that runs hvbot.
    .trail-unwritable = Give the account that runs hvbot the right to write the database file and its folder, and check the disk space.
    .slack-tokens = Copy the token from https://api.slack.com/apps into the environment or .env: SLACK_BOT_TOKEN (xoxb-…) from “OAuth & Permissions”, SLACK_APP_TOKEN (xapp-…, scope connections:write) from “Basic Information”.
    .slack-token-missing = { doctor-mend.slack-tokens }
    .slack-unreachable = Check the network, HTTPS_PROXY and SLACK_API_URL.
