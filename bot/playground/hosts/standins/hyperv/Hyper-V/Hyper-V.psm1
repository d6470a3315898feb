# Stand-ins for the Hyper-V cmdlets that our scripts use, with their parameter sets, wildcards, enumerations and errors,
# over the state of a simulated host. Not a Hyper-V: what time does to a host is in state.py.
. "$PSScriptRoot/../../state.ps1"

enum SnapshotType { Standard = 0; Recovery = 1; Planned = 2; Missing = 5; Replica = 6; AppConsistentReplica = 7; SyncedReplica = 8 }
enum VMState { Other = 1; Running = 2; Off = 3; Stopping = 4; Saved = 6; Paused = 9; Starting = 10; Reset = 11
    RunningCritical = 32785; OffCritical = 32786; PausedCritical = 32789 }
enum VMOperationalStatus { Ok = 2; Degraded = 3; InService = 11; ApplyingSnapshot = 23769; CreatingSnapshot = 32768
    DeletingSnapshot = 32770; WaitingToStart = 32771; MergingDisks = 32772; ExportingVirtualMachine = 32773
    MigratingVirtualMachine = 32774; BackingUpVirtualMachine = 32776; ModifyingUpVirtualMachine = 32777 }
enum VMReplicationState { Disabled = 0; ReadyForInitialReplication = 1; InitialReplicationInProgress = 2; Replicating = 4
    Error = 9; WaitingForStartResynchronize = 10; Resynchronizing = 11; RecoveryInProgress = 13 }
enum VhdType { Fixed = 2; Dynamic = 3; Differencing = 4 }

# Windows reports in its own clock and version, so the engine's are put aside.
$PSVersionTable['PSVersion'] = [version] $State.powershell
function Get-Date { ConvertTo-LocalTime $State.now }

function Test-Access($Cmdlet) {
    if ($State.denied -eq 'hyperv') { Write-StandInError $Cmdlet 'denied'; return $false }
    if ($State.vmms -ne 'Running') { Write-StandInError $Cmdlet 'service'; return $false }
    $true
}

function New-Drive($Drive, $VMId, $SnapshotId) {
    [pscustomobject] @{ Path = $Drive.path; DiskNumber = $Drive.disk_number; ControllerType = 'SCSI'; ControllerNumber = 0
        ControllerLocation = $Drive.location; VMId = $VMId; VMSnapshotId = $SnapshotId }
}

function New-VMObject($VM) {
    $status = @($VM.operational | ForEach-Object { [Enum]::ToObject([VMOperationalStatus], $_) })
    [pscustomobject] @{ Id = [guid] $VM.id; Name = $VM.name; ComputerName = $State.name
        State = [Enum]::ToObject([VMState], $VM.state); OperationalStatus = $status; IsClustered = $VM.clustered
        ReplicationState = [Enum]::ToObject([VMReplicationState], $VM.replication_state) }
}

function New-SnapshotObject($VM, $Checkpoint) {
    $parent = $null
    if ($Checkpoint.parent) { $parent = [guid] $Checkpoint.parent }
    [pscustomobject] @{ Id = [guid] $Checkpoint.id; Name = $Checkpoint.name; VMId = [guid] $VM.id; VMName = $VM.name
        SnapshotType = [Enum]::ToObject([SnapshotType], $Checkpoint.type); ParentSnapshotId = $parent
        CreationTime = ConvertTo-LocalTime $Checkpoint.created; ComputerName = $State.name }
}

# A name is a pattern when it holds * ? [ ]; a pattern without a match is no error, a plain name without one is.
function Select-Named($Cmdlet, [object[]] $Items, [string[]] $Names, [string] $Failure) {
    foreach ($name in $Names) {
        $found = @($Items | Where-Object { $_.name -like $name })
        if ($found.Count -eq 0 -and -not [Management.Automation.WildcardPattern]::ContainsWildcardCharacters($name)) {
            Write-StandInError $Cmdlet $Failure $name
        }
        $found
    }
}

function Get-VMHost {
    [CmdletBinding()] param()
    if (Test-Access $PSCmdlet) { [pscustomobject] @{ Name = $State.name; ComputerName = $State.name } }
}

function Get-VM {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param([Parameter(ParameterSetName = 'Name', Position = 0)] [string[]] $Name = '*',
        [Parameter(ParameterSetName = 'Id', Position = 0)] [guid] $Id)
    if (-not (Test-Access $PSCmdlet)) { return }
    if ($PSCmdlet.ParameterSetName -eq 'Name') {
        foreach ($vm in @(Select-Named $PSCmdlet $State.vms $Name 'vm_name')) { New-VMObject $vm }
        return
    }
    $found = @($State.vms | Where-Object { [guid] $_.id -eq $Id })
    if ($found.Count -eq 0) { Write-StandInError $PSCmdlet 'vm_id' ([string] $Id) }
    foreach ($vm in $found) { New-VMObject $vm }
}

function Get-VMSnapshot {
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param([Parameter(ParameterSetName = 'VMName', Mandatory, Position = 0)] [string[]] $VMName,
        [Parameter(ParameterSetName = 'VMObject', Mandatory, ValueFromPipeline)] [psobject[]] $VM,
        [Parameter(ParameterSetName = 'Id', Mandatory)] [guid] $Id,
        [Parameter(Position = 1)] [string] $Name, [SnapshotType] $SnapshotType)
    process {
        if (-not (Test-Access $PSCmdlet)) { return }
        $vms = switch ($PSCmdlet.ParameterSetName) {
            'VMName' { Select-Named $PSCmdlet $State.vms $VMName 'vm_name' }
            'VMObject' { $State.vms | Where-Object { @($VM | ForEach-Object { [string] $_.Id }) -contains $_.id } }
            'Id' { $State.vms }
        }
        $found = foreach ($one in @($vms)) { foreach ($item in $one.checkpoints) { New-SnapshotObject $one $item } }
        if ($PSBoundParameters.ContainsKey('Id')) { $found = @($found | Where-Object { $_.Id -eq $Id }) }
        if ($Name) { $found = @($found | Where-Object { $_.Name -like $Name }) }
        if ($PSBoundParameters.ContainsKey('SnapshotType')) { $found = @($found | Where-Object { $_.SnapshotType -eq $SnapshotType }) }
        $asked = $PSCmdlet.ParameterSetName -eq 'Id' -or $Name -or $PSBoundParameters.ContainsKey('SnapshotType')
        if ($asked -and @($found).Count -eq 0) { Write-StandInError $PSCmdlet 'snapshot' }
        $found | Sort-Object CreationTime
    }
}

function Remove-VMSnapshot {
    [CmdletBinding(DefaultParameterSetName = 'SnapshotName', SupportsShouldProcess)]
    param([Parameter(ParameterSetName = 'SnapshotName', Mandatory, Position = 0)] [string[]] $VMName,
        [Parameter(ParameterSetName = 'VMObject', Mandatory)] [psobject[]] $VM,
        [Parameter(ParameterSetName = 'SnapshotObject', Mandatory, ValueFromPipeline)] [psobject[]] $VMSnapshot,
        [Parameter(Position = 1)] [string[]] $Name = '*')
    process {
        if (-not (Test-Access $PSCmdlet)) { return }
        $going = switch ($PSCmdlet.ParameterSetName) {
            'SnapshotName' { Get-VMSnapshot -VMName $VMName | Where-Object { $one = $_.Name; @($Name | Where-Object { $one -like $_ }).Count } }
            'VMObject' { Get-VMSnapshot -VM $VM | Where-Object { $one = $_.Name; @($Name | Where-Object { $one -like $_ }).Count } }
            'SnapshotObject' { $VMSnapshot }
        }
        foreach ($snapshot in @($going)) {
            $owner = @($State.vms | Where-Object { @($_.checkpoints | ForEach-Object { $_.id }) -contains [string] $snapshot.Id })
            if ($owner.Count -eq 0) { Write-StandInError $PSCmdlet 'snapshot'; continue }
            if ($owner[0].removal_error) { Write-StandInError $PSCmdlet $owner[0].removal_error $owner[0].name; continue }
            if (-not $PSCmdlet.ShouldProcess($snapshot.Name)) { continue }
            $owner[0].checkpoints = @($owner[0].checkpoints | Where-Object { $_.id -ne [string] $snapshot.Id })
            [IO.File]::AppendAllText($Files.Journal, [string] $snapshot.Id + "`n")
        }
    }
}

function Get-VMHardDiskDrive {
    [CmdletBinding(DefaultParameterSetName = 'VMObject')]
    param([Parameter(ParameterSetName = 'VMObject', Mandatory)] [psobject[]] $VM,
        [Parameter(ParameterSetName = 'VMSnapshot', Mandatory)] [psobject] $VMSnapshot)
    if (-not (Test-Access $PSCmdlet)) { return }
    foreach ($owner in $State.vms) {
        if ($VM -and @($VM | ForEach-Object { [string] $_.Id }) -contains $owner.id) {
            foreach ($drive in $owner.drives) { New-Drive $drive ([guid] $owner.id) $null }
        }
        foreach ($item in $owner.checkpoints) {
            if ($null -eq $VMSnapshot -or $item.id -ne [string] $VMSnapshot.Id) { continue }
            foreach ($drive in $item.drives) { New-Drive $drive ([guid] $owner.id) ([guid] $item.id) }
        }
    }
}

function Get-VHD {
    [CmdletBinding()] param([Parameter(Mandatory, Position = 0)] [string[]] $Path)
    foreach ($one in $Path) {
        $disk = $State.disks.PSObject.Properties[$one]
        if ($null -eq $disk -or -not $disk.Value.readable) { Write-StandInError $PSCmdlet 'disk' $one; continue }
        if ($env:HVBOT_STANDIN_OPENED) { [IO.File]::AppendAllText($env:HVBOT_STANDIN_OPENED, "$one`n") }
        [pscustomobject] @{ Path = $one; VhdType = [VhdType] $disk.Value.kind; FileSize = [uint64] $disk.Value.file
            Size = [uint64] $disk.Value.size; ParentPath = [string] $disk.Value.parent; Attached = $true }
    }
}
