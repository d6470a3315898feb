# Asks many questions in one PowerShell: for each case the host's state and clock change, and the script of its operation
# runs as the bootstrap would run it. Standard output has one framed line for each; the nonce tells which case it answers.
$ErrorActionPreference = 'Stop'
$batch = [IO.File]::ReadAllText($args[0]) | ConvertFrom-Json
$blocks = @{}
foreach ($script in $batch.scripts.PSObject.Properties) { $blocks[$script.Name] = [ScriptBlock]::Create($script.Value) }
$own = $env:PSModulePath   # where an ordinary PowerShell keeps its own modules
foreach ($case in $batch.cases) {
    foreach ($variable in $case.environment.PSObject.Properties) {
        [Environment]::SetEnvironmentVariable($variable.Name, $variable.Value)
    }
    $env:PSModulePath = $case.modules + [IO.Path]::PathSeparator + $own
    foreach ($name in 'Hyper-V', 'WindowsStandIns') { Get-Module $name | Remove-Module }
    Import-Module WindowsStandIns   # it would be found by itself, more slowly
    [TimeZoneInfo]::ClearCachedData()
    if ($case.culture) { [Threading.Thread]::CurrentThread.CurrentCulture = [Globalization.CultureInfo]::GetCultureInfo($case.culture) }
    [Console]::Out.WriteLine('culture ' + ([DateTime] '2026-02-03').ToString('yyyy') + ' ' + (1.5).ToString())
    if ($case.meanwhile) {   # something begins on the first VM while the script is reading events
        function Get-WinEvent { & (Get-Module Hyper-V) { param($status) $State.vms[0].operational = $status } $case.meanwhile }
    }
    & $blocks[$case.value.op] $case.value
    if ($case.meanwhile) { Remove-Item Function:\Get-WinEvent }
}
