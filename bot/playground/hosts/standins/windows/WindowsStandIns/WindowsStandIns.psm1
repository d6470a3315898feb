# Stand-ins for what our scripts use of Windows itself: services, WMI, volumes, event logs and the cluster.
. "$PSScriptRoot/../../state.ps1"

enum ServiceStatus { Stopped = 1; StartPending = 2; StopPending = 3; Running = 4 }

function Get-Service {
    [CmdletBinding()] param([Parameter(Mandatory, Position = 0)] [string] $Name)
    if (-not $State.hyperv -or $State.vmms -eq 'Missing') { Write-StandInError $PSCmdlet 'no_service' $Name; return }
    [pscustomobject] @{ Name = $Name; Status = [ServiceStatus] $State.vmms }
}

function Get-CimInstance {
    [CmdletBinding()]
    param([string] $Namespace = 'root/cimv2', [Parameter(Mandatory, Position = 0)] [string] $ClassName, [string] $Filter)
    if ($ClassName -eq 'Win32_OperatingSystem') { return [pscustomobject] @{ Version = $State.os_build } }
    # Without the right to this namespace WMI answers with nothing, not with an error.
    if ($State.denied -eq 'hyperv' -or $Namespace -ne 'root/virtualization/v2') { return }
    $State.vms | Where-Object { $Filter -ceq "Name='$($_.id.ToUpperInvariant())'" } |
        ForEach-Object { [pscustomobject] @{ Name = $_.id.ToUpperInvariant(); ElementName = $_.name } }
}

function Get-CimAssociatedInstance {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [psobject] $InputObject, [string] $Association, [string] $ResultClassName)
    if ($Association -ne 'Msvm_AffectedJobElement' -or $ResultClassName -ne 'Msvm_ConcreteJob') { return }
    foreach ($job in $State.jobs) {
        if ($job.vm_id -ne $InputObject.Name) { continue }
        [pscustomobject] @{ JobType = [uint16] $job.type; JobState = [uint16] $job.state; PercentComplete = [uint16] $job.percent }
    }
}

function Get-Volume {
    [CmdletBinding()] param([Parameter(Mandatory)] [string] $FilePath)
    $found = @($State.volumes | Where-Object { $FilePath.StartsWith($_.root, [StringComparison]::OrdinalIgnoreCase) } |
            Sort-Object { $_.root.Length })
    if ($found.Count -eq 0) { throw 'No MSFT_Volume objects found.' }
    $letter = [char] 0
    if ($found[-1].letter) { $letter = [char] $found[-1].letter }
    [pscustomobject] @{ Path = $found[-1].id; DriveLetter = $letter; SizeRemaining = [uint64] $found[-1].free; Size = [uint64] $found[-1].size }
}

function New-EventObject($Entry) {
    $payload = '<UserData><VmlEventLog xmlns="http://www.microsoft.com/Windows/Virtualization/Events"><VmId>{0}</VmId><ErrorCode>{1}</ErrorCode></VmlEventLog></UserData>'
    $xml = '<Event>' + ($payload -f $Entry.vm_id.ToUpperInvariant(), $Entry.error) + '</Event>'
    $object = [pscustomobject] @{ Id = $Entry.id; LogName = $Entry.log; Level = $Entry.level; TimeCreated = ConvertTo-LocalTime $Entry.at; Xml = $xml }
    $object | Add-Member -MemberType ScriptMethod -Name ToXml -Value { $this.Xml } -PassThru
}

function Get-WinEvent {
    [CmdletBinding()] param([Parameter(Mandatory)] [hashtable] $FilterHashtable, [long] $MaxEvents = [long]::MaxValue)
    if ($State.denied -eq 'events') { Write-StandInError $PSCmdlet 'no_log_access' '' (New-Object UnauthorizedAccessException $Failures.no_log_access.($State.language)); return }
    $found = @($State.events | ForEach-Object { New-EventObject $_ } | Where-Object { @($FilterHashtable.LogName) -contains $_.LogName })
    if ($FilterHashtable.ContainsKey('Id')) { $found = @($found | Where-Object { @($FilterHashtable.Id) -contains $_.Id }) }
    if ($FilterHashtable.ContainsKey('Level')) { $found = @($found | Where-Object { @($FilterHashtable.Level) -contains $_.Level }) }
    $found = @($found | Where-Object { $_.TimeCreated -ge $FilterHashtable.StartTime } | Sort-Object TimeCreated -Descending | Select-Object -First $MaxEvents)
    if ($found.Count -eq 0) { Write-StandInError $PSCmdlet 'no_events' }
    $found
}

function Get-Cluster {
    [CmdletBinding()] param()
    if (-not $State.cluster) { Write-StandInError $PSCmdlet 'no_cluster'; return }
    [pscustomobject] @{ Name = $State.cluster }
}

function Get-ClusterGroup {
    [CmdletBinding()] param([Parameter(Position = 0)] [string] $Name, [guid] $VMId)
    if (-not $State.cluster) { Write-StandInError $PSCmdlet 'no_cluster'; return }
    foreach ($group in $State.groups) {
        if ($Name -and $group.name -notlike $Name) { continue }
        if ($PSBoundParameters.ContainsKey('VMId') -and [guid] $group.vm_id -ne $VMId) { continue }
        [pscustomobject] @{ Name = $group.name; GroupType = 'VirtualMachine'; State = 'Online'; OwnerNode = [pscustomobject] @{ Name = $group.owner } }
    }
}
