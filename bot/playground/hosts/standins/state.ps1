# What the stand-in cmdlets share: the state of the host they play, and the way cmdlets fail. Dot-sourced by the modules.
Set-StrictMode -Version 2

$Files = @{ State = $env:HVBOT_STANDIN_STATE; Journal = $env:HVBOT_STANDIN_JOURNAL }
$State = [IO.File]::ReadAllText($Files.State) | ConvertFrom-Json
$Failures = [IO.File]::ReadAllText("$PSScriptRoot/failures.json") | ConvertFrom-Json

function ConvertTo-LocalTime([long] $Milliseconds) {
    [DateTimeOffset]::FromUnixTimeMilliseconds($Milliseconds).LocalDateTime
}

# As a binary cmdlet does it: an error goes on or stops as the caller's preference says, and the text is the host's.
function Write-StandInError($Cmdlet, [string] $Key, [string] $Name, $Exception) {
    $failure = $Failures.$Key
    $text = $failure.($State.language).Replace('{host}', $State.name).Replace('{name}', $Name)
    if ($null -eq $Exception) { $Exception = New-Object Exception $text }
    $category = [Management.Automation.ErrorCategory] $failure.category
    $record = New-Object Management.Automation.ErrorRecord $Exception, $failure.id, $category, $null
    $preference = $Cmdlet.GetVariableValue('ErrorActionPreference')
    if ($Cmdlet.MyInvocation.BoundParameters.ContainsKey('ErrorAction')) {
        $preference = $Cmdlet.MyInvocation.BoundParameters['ErrorAction']
    }
    if ([string] $preference -eq 'Stop') { $Cmdlet.ThrowTerminatingError($record) }
    if (@('Ignore', 'SilentlyContinue') -notcontains [string] $preference) { $Cmdlet.WriteError($record) }
}
