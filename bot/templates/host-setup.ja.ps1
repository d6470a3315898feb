# hvbot: Hyper-V ホスト「$host」で管理者が 1 回だけ実行する内容です。管理者として起動した Windows PowerShell で実行します。
# 実行する前に内容をご確認ください。どの設定も元に戻せます。方法は最後に記載しています。

$$ErrorActionPreference = 'Stop'
$$Account = '$username'
$$Address = '$address'

# 1. WinRM の HTTPS リスナー。社内 CA が発行した、サーバー認証用でこの名前の証明書を推奨します。その場合は [hosts.$host] の
#    ca_file に CA の証明書を指定してください。証明書がない場合は、ここで自己署名証明書を作成します。その証明書をホストから
#    コピーし、ca_file に指定してください。
$$Certificate = Get-ChildItem Cert:\LocalMachine\My |
    Where-Object { $$_.HasPrivateKey -and $$_.DnsNameList.Unicode -contains $$Address -and $$_.NotAfter -gt (Get-Date) } |
    Select-Object -First 1
if (-not $$Certificate) {
    $$Certificate = New-SelfSignedCertificate -DnsName $$Address -CertStoreLocation Cert:\LocalMachine\My
}
New-Item -Path WSMan:\localhost\Listener -Transport HTTPS -Address * -CertificateThumbPrint $$Certificate.Thumbprint -Force

# 2. ファイアウォール。hvbot を実行するコンピューターだけを許可します。BOT_ADDRESS をそのアドレスに置き換えてください。
New-NetFirewallRule -DisplayName 'WinRM HTTPS for hvbot' -Direction Inbound -Protocol TCP -LocalPort $port -Action Allow -RemoteAddress BOT_ADDRESS

# 3. 必要最小限の権限。Hyper-V と、削除前の確認で読み取るイベントログです。
net localgroup 'Hyper-V Administrators' $$Account /add
net localgroup 'Event Log Readers' $$Account /add

# 4. WinRM シェルを開く権限。既定では管理者だけにあります。開いた画面でアカウントを追加し、Execute(Invoke) と Read を
#    許可してください。
winrm configSDDL default

# 元に戻すには：
#   Get-ChildItem WSMan:\localhost\Listener | Where-Object { $$_.Keys -contains 'Transport=HTTPS' } | Remove-Item -Recurse
#   Remove-NetFirewallRule -DisplayName 'WinRM HTTPS for hvbot'
#   net localgroup 'Hyper-V Administrators' $$Account /delete
#   net localgroup 'Event Log Readers' $$Account /delete
#   winrm configSDDL default          （追加したアカウントを削除します）
