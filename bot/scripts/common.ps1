# Joined in front of each script of this folder. The bootstrap passes one object, decoded from JSON: v, op, nonce and the
# inputs of the operation. Whatever is in it is data: it is compared and cast, and never becomes a name pattern or code.
param($Request)

Set-StrictMode -Version 2   # a property that is missing must stop the script, not count as "no"
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

$Invariant = [Globalization.CultureInfo]::InvariantCulture
$MergingStatus = 32770, 32772
$BusyStatus = 23769, 32768, 32770, 32771, 32772, 32773, 32774, 32776, 32777, 32778, 32779, 32780, 32781
$DeepestChain = 64

# The comparer of a plain hashtable is linguistic in Windows PowerShell: it takes two paths for one when only an invisible
# character tells them apart.
function New-PathTable {
    New-Object 'System.Collections.Generic.Dictionary[string,object]' ([StringComparer]::OrdinalIgnoreCase)
}

$KnownLayers = New-PathTable
$KnownVolumes = New-PathTable

# --- the reply -------------------------------------------------------------------------------------------------------

function ConvertTo-UtcText([DateTime] $Moment) {
    $Moment.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', $Invariant)
}

function Write-Reply([string] $Operation, [hashtable] $Facts) {
    $reply = @{ v = 1; op = $Operation; nonce = [string] $Request.nonce; ok = $true
        host = [string] $env:COMPUTERNAME; now = ConvertTo-UtcText (Get-Date) }
    foreach ($key in $Facts.Keys) { $reply[$key] = $Facts[$key] }
    $json = ConvertTo-Json -InputObject $reply -Compress -Depth 8
    # Base64 is plain ASCII: no code page, byte-order mark or line wrap of the host can change it.
    [Console]::Out.WriteLine('<<<BE1:' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)) + ':BE1>>>')
}

function Write-Failure([string] $Operation, $Failure) {
    $facts = $Failure.Exception.Data['hvbot']
    if ($null -eq $facts) { $facts = Get-FailureFacts $Failure }
    $facts['ok'] = $false
    Write-Reply $Operation $facts
}

# Only the first part of the error id, the category and the HRESULT are the same in every language and module version.
function Get-FailureFacts($Failure) {
    $message = [string] $Failure.Exception.Message
    $fqid = ([string] $Failure.FullyQualifiedErrorId -split ',')[0]
    $category = [string] $Failure.CategoryInfo.Category
    $hresult = $null
    $match = [regex]::Match($message, '0x[0-9a-fA-F]{8}(?![0-9a-fA-F])')
    if ($match.Success) { $hresult = '0x' + $match.Value.Substring(2).ToUpperInvariant() }
    $denied = $fqid -eq 'AccessDenied' -or $category -eq 'PermissionDenied' -or $hresult -eq '0x80070005' -or
        $Failure.Exception -is [UnauthorizedAccessException]
    $code = 'SCRIPT'
    if ($denied) { $code = 'DENIED' }
    if ($message.Length -gt 2000) { $message = $message.Substring(0, 2000) }
    @{ code = $code; msg = $message; fqid = $fqid; category = $category; hresult = $hresult }
}

# Ends the operation with a code of ours; $Cause is the error record behind it, where there is one.
function Stop-Operation([string] $Code, $Cause, [hashtable] $Facts) {
    $reply = @{ msg = ''; fqid = ''; category = ''; hresult = $null }
    if ($null -ne $Cause) { $reply = Get-FailureFacts $Cause }
    if ($null -ne $Facts) { foreach ($key in $Facts.Keys) { $reply[$key] = $Facts[$key] } }
    $reply['code'] = $Code
    $exception = New-Object InvalidOperationException $Code
    $exception.Data['hvbot'] = $reply
    throw $exception
}

# --- finding the VM --------------------------------------------------------------------------------------------------

# Asked first, because Get-VM and WMI may answer an account without rights with nothing instead of an error.
function Confirm-HyperV {
    try { Import-Module Hyper-V } catch { Stop-Operation 'NO_HYPERV' $_ }
    try { [void] (Get-VMHost) } catch {
        $cause = $_
        $service = Get-ServiceState
        if ($service -eq 'Missing') { Stop-Operation 'NO_HYPERV' $cause }
        if ($service -ne 'Running' -and $service -ne 'Unknown') { Stop-Operation 'VMMS_DOWN' $cause }
        throw
    }
}

function Get-ServiceState {
    try { [string] (Get-Service -Name 'vmms').Status } catch {
        if ([string] $_.CategoryInfo.Category -eq 'ObjectNotFound') { 'Missing' } else { 'Unknown' }
    }
}

function Get-RequestedVM {
    $id = [guid] $Request.vm_id
    $found = @()
    try { $found = @(Get-VM -Id $id) } catch {
        # "No such VM" has one of these two ids; Get-VMHost has just shown that Hyper-V answers and that we may ask.
        $cause = Get-FailureFacts $_
        if ($cause.fqid -ne 'ObjectNotFound' -and $cause.fqid -ne 'InvalidParameter') { throw }
    }
    if ($found.Count -eq 1) { return $found[0] }
    $groups = @()
    try { $groups = @(Get-ClusterGroup -VMId $id) } catch { }   # not a cluster node, or not in the cluster
    Stop-Missing $groups @()
}

# Tells "lives on another node of the cluster" from "unknown here".
function Stop-Missing([object[]] $Groups, [string[]] $Similar) {
    foreach ($group in $Groups) {
        $owner = [string] $group.OwnerNode.Name
        if ($owner -ne $env:COMPUTERNAME) { Stop-Operation 'VM_MOVED' $null @{ owner_node = $owner } }
    }
    Stop-Operation 'VM_NOT_FOUND' $null @{ similar = @($Similar) }
}

# --- disks -----------------------------------------------------------------------------------------------------------

function Get-DiskPath($Drives) {
    # A pass-through disk has a disk number and no file.
    foreach ($drive in $Drives) { if ($drive.Path -and $null -eq $drive.DiskNumber) { [string] $drive.Path } }
}

# Facts of one disk file, or nothing if it cannot be read. Each file is asked for once: Get-VHD opens it.
function Get-Layer([string] $Path) {
    if (-not $KnownLayers.ContainsKey($Path)) {
        $layer = $null
        try {
            $disk = @(Get-VHD -Path $Path)
            if ($disk.Count -eq 1) {
                $layer = @{ path = $Path; parent = [string] $disk[0].ParentPath; file = [long] $disk[0].FileSize
                    size = [long] $disk[0].Size }
            }
        } catch { }   # a file that cannot be read makes its figures unknown, never the whole answer
        $KnownLayers[$Path] = $layer
    }
    $KnownLayers[$Path]
}

# The layers from the disk down to its base, or $null as soon as one of them cannot be read.
function Get-Chain([string] $Path) {
    $chain = @()
    while ($Path) {
        $layer = Get-Layer $Path
        if ($null -eq $layer -or $chain.Count -ge $DeepestChain) { return $null }
        $chain += $layer
        $Path = $layer.parent
    }
    , $chain
}

# Which checkpoint layers lie directly upon a file: @{ file = layers }. The base is not opened for that.
function Get-LayersAbove([string[]] $Tops) {
    $above = New-PathTable
    $seen = New-PathTable
    foreach ($path in $Tops) {
        while ($path -match '\.avhdx?$' -and -not $seen.ContainsKey($path)) {
            $seen[$path] = $true
            $layer = Get-Layer $path
            if ($null -eq $layer) { break }
            if (-not $above.ContainsKey($layer.parent)) { $above[$layer.parent] = @() }
            $above[$layer.parent] += $layer
            $path = $layer.parent
        }
    }
    $above
}

# Removing a checkpoint folds the layers above its disks into them. $null if that cannot be told.
function Get-MergeSize([string[]] $Disks, $Above) {
    $sum = [long] 0
    foreach ($disk in $Disks) {
        if (-not $Above.ContainsKey($disk)) { return $null }
        foreach ($layer in $Above[$disk]) { $sum += $layer.file }
    }
    $sum
}

# By how much a file may grow when the layer is folded into it; never beyond its size, which a fixed disk has already.
function Get-Growth($Layer) {
    $parent = Get-Layer $Layer.parent
    if ($null -eq $parent) { return $null }
    [Math]::Min($Layer.file, [Math]::Max([long] 0, $parent.size - $parent.file))
}

# The volume that a disk file lies on; free and size are $null where Windows cannot tell (SMB shares).
function Get-DiskVolume([string] $Path) {
    $folder = $Path
    if ($Path.LastIndexOf('\') -gt 0) { $folder = $Path.Substring(0, $Path.LastIndexOf('\')) }
    if (-not $KnownVolumes.ContainsKey($folder)) {
        $facts = @{ key = $folder; path = $folder; free = $null; size = $null }
        $share = [regex]::Match($Path, '^\\\\[^\\]+\\[^\\]+')
        if ($share.Success) { $facts.key = $facts.path = $share.Value } else {
            try {
                $volume = @(Get-Volume -FilePath $Path)[0]
                $facts.key = [string] $volume.Path
                $facts.free = [long] $volume.SizeRemaining
                $facts.size = [long] $volume.Size
                if ([int] [char] $volume.DriveLetter) { $facts.path = [string] $volume.DriveLetter + ':\' }
            } catch { }   # unknown room is told as unknown
        }
        $KnownVolumes[$folder] = $facts
    }
    $KnownVolumes[$folder]
}

# --- what a VM is doing ----------------------------------------------------------------------------------------------

function Get-StatusNumbers($VM) {
    foreach ($status in $VM.OperationalStatus) { [int] $status }
}

# Jobs of the VM that have not ended. An account may lack the right to this namespace, and then sees nothing: the
# operational status decides, the jobs only add the per cent and what falls between two states.
function Get-RunningJob([guid] $Id) {
    try {
        $name = $Id.ToString().ToUpperInvariant()
        $system = @(Get-CimInstance -Namespace 'root/virtualization/v2' -ClassName 'Msvm_ComputerSystem' -Filter "Name='$name'")
        if ($system.Count -ne 1) { return }
        Get-CimAssociatedInstance -InputObject $system[0] -Association 'Msvm_AffectedJobElement' -ResultClassName 'Msvm_ConcreteJob' |
            Where-Object { [int] $_.JobState -lt 7 } |
            ForEach-Object { @{ type = [int] $_.JobType; state = [int] $_.JobState; percent = [int] $_.PercentComplete } }
    } catch { }
}

function Find-Event([hashtable] $Filter, [int] $Limit) {
    try { Get-WinEvent -FilterHashtable $Filter -MaxEvents $Limit } catch {
        if (([string] $_.FullyQualifiedErrorId -split ',')[0] -ne 'NoMatchingEventsFound') { throw }
    }
}

# A failed fork commit: the VM may run on disks that its configuration does not name, so a removal could lose data.
# Event texts are localised, the payload is not; the HRESULTs are looked for in the newest warnings and errors.
function Test-ForkCommit([guid] $Id) {
    $worker = 'Microsoft-Windows-Hyper-V-Worker-Admin'
    $since = (Get-Date).AddDays(-7)
    $events = @(Find-Event @{ LogName = $worker; Id = 3216; StartTime = $since } 1000)
    $filter = @{ LogName = @($worker, 'Microsoft-Windows-Hyper-V-VMMS-Admin'); Level = @(1, 2, 3); StartTime = $since }
    $events += @(Find-Event $filter 2000)
    $marks = '0x80048102|0x800480BD|0x800480BC|0x800703EE|2147778818|2147778749|2147778748|2147943406'
    foreach ($event in $events) {
        $xml = [string] $event.ToXml()
        if ($xml.IndexOf($Id.ToString(), [StringComparison]::OrdinalIgnoreCase) -lt 0) { continue }
        if ([int] $event.Id -eq 3216 -or $xml -match $marks) { return $true }
    }
    $false
}

# --- the VM as facts -------------------------------------------------------------------------------------------------

# $Timer bounds the time spent on sizes, so that a host with very many layers still answers; later sizes are unknown.
function Get-VMFacts($VM, $Timer) {
    $snapshots = @(Get-VMSnapshot -VM $VM)
    $disks = @{}
    foreach ($snapshot in $snapshots) {
        # Sizes matter for what may be removed; a replica has dozens of recovery points that never are.
        $sized = 0, 1 -contains [int] $snapshot.SnapshotType -and ($null -eq $Timer -or $Timer.Elapsed.TotalSeconds -lt 30)
        if ($sized) { $disks[[string] $snapshot.Id] = @(Get-DiskPath (Get-VMHardDiskDrive -VMSnapshot $snapshot)) }
    }
    $above = $null
    if ($disks.Count) {
        $tops = @(Get-DiskPath (Get-VMHardDiskDrive -VM $VM)) + @($disks.Values | ForEach-Object { $_ })
        $above = Get-LayersAbove $tops
    }
    @{ id = [string] $VM.Id; name = [string] $VM.Name; state = [int] $VM.State; operational = @(Get-StatusNumbers $VM)
        clustered = [bool] $VM.IsClustered; replication_state = [int] $VM.ReplicationState
        checkpoints = @(foreach ($snapshot in $snapshots) {
            $size = $null
            if ($disks.ContainsKey([string] $snapshot.Id)) { $size = Get-MergeSize $disks[[string] $snapshot.Id] $above }
            $parent = $null
            if ($snapshot.ParentSnapshotId) { $parent = [string] $snapshot.ParentSnapshotId }
            @{ id = [string] $snapshot.Id; name = [string] $snapshot.Name; type = [int] $snapshot.SnapshotType
                created = ConvertTo-UtcText $snapshot.CreationTime; parent = $parent; size = $size }
        }) }
}
