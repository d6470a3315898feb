# hvbot: reads two base64 lines, one of its script files and one JSON value. The script runs only if its SHA-256 is the
# one below; the value is its argument and never becomes code. Not [Console]::In: powershell.exe itself reads it beside us.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$lines = @($input)
$script = [Convert]::FromBase64String($lines[0])
$sha256 = (New-Object Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash($script)
if ($lines.Count -ne 2 -or [BitConverter]::ToString($sha256).Replace('-', '') -ne '@SHA256@') { exit 87 }
$utf8 = New-Object Text.UTF8Encoding $false, $true
$value = ConvertFrom-Json -InputObject $utf8.GetString([Convert]::FromBase64String($lines[1]))
& ([ScriptBlock]::Create($utf8.GetString($script))) $value
exit 0  # all went through; otherwise the code would depend on the last statement's $?
