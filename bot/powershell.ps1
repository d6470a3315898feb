# Parses commands and runs none of them. In: a line for each, as Base64 of UTF-8. Out: a line for each, a JSON array of
# its faults as [line, message].
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))
    $faults = $null
    [void] [Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $faults)
    $told = @($faults | ForEach-Object { , @($_.Extent.StartLineNumber, $_.Message) })
    [Console]::Out.WriteLine((ConvertTo-Json -InputObject $told -Compress))
}
