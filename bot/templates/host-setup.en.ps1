# hvbot: what an administrator runs once on the Hyper-V host "$host", in Windows PowerShell as administrator.
# Read it first. Each part can be undone; how is written at the end.

$$ErrorActionPreference = 'Stop'
$$Account = '$username'
$$Address = '$address'

# 1. An HTTPS listener for WinRM. Prefer a certificate of your own CA with Server Authentication and this name; then set
#    ca_file of [hosts.$host] to that CA. Without one, a self-signed certificate is made here: copy it from the host
#    and name it in ca_file.
$$Certificate = Get-ChildItem Cert:\LocalMachine\My |
    Where-Object { $$_.HasPrivateKey -and $$_.DnsNameList.Unicode -contains $$Address -and $$_.NotAfter -gt (Get-Date) } |
    Select-Object -First 1
if (-not $$Certificate) {
    $$Certificate = New-SelfSignedCertificate -DnsName $$Address -CertStoreLocation Cert:\LocalMachine\My
}
New-Item -Path WSMan:\localhost\Listener -Transport HTTPS -Address * -CertificateThumbPrint $$Certificate.Thumbprint -Force

# 2. The firewall: only the machine that runs hvbot. Put its address in the place of BOT_ADDRESS.
New-NetFirewallRule -DisplayName 'WinRM HTTPS for hvbot' -Direction Inbound -Protocol TCP -LocalPort $port -Action Allow -RemoteAddress BOT_ADDRESS

# 3. The least rights: Hyper-V, and the event logs that the checks before a removal read.
net localgroup 'Hyper-V Administrators' $$Account /add
net localgroup 'Event Log Readers' $$Account /add

# 4. The right to open a WinRM shell, which administrators alone have by default. In the window that opens, add the
#    account and allow Execute(Invoke) and Read.
winrm configSDDL default

# To undo it:
#   Get-ChildItem WSMan:\localhost\Listener | Where-Object { $$_.Keys -contains 'Transport=HTTPS' } | Remove-Item -Recurse
#   Remove-NetFirewallRule -DisplayName 'WinRM HTTPS for hvbot'
#   net localgroup 'Hyper-V Administrators' $$Account /delete
#   net localgroup 'Event Log Readers' $$Account /delete
#   winrm configSDDL default          (remove the account again)
