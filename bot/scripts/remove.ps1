# Removes exactly one checkpoint by its id, if the host still is as it was when a person agreed. The reply's verdict is
# asked | gone | busy | mismatch | failed; why names the rule that said no. Every failure before Remove-VMSnapshot is a
# reply with ok = false, every one after it a verdict: ok = false means that nothing was asked of Hyper-V.

function New-Verdict([string] $Verdict, [string] $Why) {
    @{ verdict = $Verdict; why = $Why; fqid = ''; category = ''; hresult = $null; msg = '' }
}

function Get-AgeSeconds($Snapshot) {
    ((Get-Date).ToUniversalTime() - $Snapshot.CreationTime.ToUniversalTime()).TotalSeconds
}

# $null when the checkpoint may go, else the verdict. Standard (0) and Recovery (1) are the only types a request can name.
function Get-Refusal($VM, [object[]] $Snapshots) {
    $minimum = [long] $Request.min_age_s
    if (-not [string]::Equals([string] $VM.Name, [string] $Request.vm_name, [StringComparison]::Ordinal)) {
        return New-Verdict 'mismatch' 'name'
    }
    $target = @($Snapshots | Where-Object { [guid] $_.Id -eq [guid] $Request.checkpoint_id })
    if ($target.Count -eq 0) { return New-Verdict 'gone' '' }
    $type = [int] $target[0].SnapshotType
    if (@($Request.types | ForEach-Object { [int] $_ }) -notcontains $type -or 0, 1 -notcontains $type) {
        return New-Verdict 'mismatch' 'type'
    }
    if ((Get-AgeSeconds $target[0]) -lt $minimum) { return New-Verdict 'mismatch' 'age' }
    foreach ($snapshot in $Snapshots) {   # a young one beside it belongs to a backup that may be running now
        if ([int] $snapshot.SnapshotType -eq 1 -and (Get-AgeSeconds $snapshot) -lt $minimum) {
            return New-Verdict 'mismatch' 'young'
        }
    }
    if (2, 3, 6, 9 -notcontains [int] $VM.State) { return New-Verdict 'mismatch' 'state' }
    if (2, 10, 11, 13 -contains [int] $VM.ReplicationState) { return New-Verdict 'mismatch' 'replication' }
    Get-Occupation $VM
}

function Get-Occupation($VM) {
    $status = @(Get-StatusNumbers $VM)
    $jobs = @(Get-RunningJob $VM.Id | ForEach-Object { $_.type })
    if ($status.Count -eq 0) { return New-Verdict 'mismatch' 'state' }
    if (@($status | Where-Object { $MergingStatus -contains $_ }).Count -or $jobs -contains 50 -or $jobs -contains 72) {
        return New-Verdict 'busy' 'merging'
    }
    if (@($status | Where-Object { $BusyStatus -contains $_ }).Count -or
        @($jobs | Where-Object { 51, 62, 70, 71 -contains $_ }).Count) { return New-Verdict 'busy' 'busy' }
}

# Every chain must be readable, and the merge of this checkpoint must fit. The plan asked for more room than this does.
function Get-DiskRefusal($VM, $Snapshot) {
    $tops = @(Get-DiskPath (Get-VMHardDiskDrive -VM $VM))
    foreach ($top in $tops) { if ($null -eq (Get-Chain $top)) { return New-Verdict 'mismatch' 'chain' } }
    $above = Get-LayersAbove $tops
    $needs = New-PathTable
    foreach ($disk in @(Get-DiskPath (Get-VMHardDiskDrive -VMSnapshot $Snapshot))) {
        if (-not $above.ContainsKey($disk)) { continue }   # another branch of the tree keeps it: nothing is merged
        $volume = Get-DiskVolume $disk
        if (-not $needs.ContainsKey($volume.key)) { $needs[$volume.key] = [long] 0 }
        foreach ($layer in $above[$disk]) { $needs[$volume.key] += Get-Growth $layer }
        if ($null -ne $volume.free -and $volume.free -lt $needs[$volume.key]) { return New-Verdict 'mismatch' 'space' }
    }
}

function Invoke-Removal($VM, $Snapshot) {
    try {
        Remove-VMSnapshot -VMSnapshot $Snapshot -Confirm:$false
        return New-Verdict 'asked' ''
    } catch {
        $facts = Get-FailureFacts $_
        $verdict = New-Verdict 'asked' ''   # an error does not mean that nothing happened
        try {
            if (@(Get-VMSnapshot -VM $VM | Where-Object { [guid] $_.Id -eq [guid] $Snapshot.Id }).Count) {
                $verdict = New-Verdict 'failed' ''
                if ('InvalidState', 'ObjectInUse' -contains $facts.fqid) { $verdict = New-Verdict 'busy' 'busy' }
            }
        } catch { }   # it cannot be looked at now, so it stays "asked", and somebody looks later
        foreach ($key in 'fqid', 'category', 'hresult', 'msg') { $verdict[$key] = $facts[$key] }
        $verdict
    }
}

function Invoke-Request {
    Confirm-HyperV
    for ($look = 1; ; $look++) {
        $vm = Get-RequestedVM
        $snapshots = @(Get-VMSnapshot -VM $vm)
        $refusal = Get-Refusal $vm $snapshots
        if ($null -ne $refusal) { return $refusal }
        $snapshot = @($snapshots | Where-Object { [guid] $_.Id -eq [guid] $Request.checkpoint_id })[0]
        if ($look -eq 2) { return Invoke-Removal $vm $snapshot }
        # Events and chains take seconds to read, so what may change meanwhile is looked at once more afterwards.
        if (Test-ForkCommit $vm.Id) { return New-Verdict 'mismatch' 'fork-commit' }
        $refusal = Get-DiskRefusal $vm $snapshot
        if ($null -ne $refusal) { return $refusal }
    }
}

try { Write-Reply 'remove' (Invoke-Request) } catch { Write-Failure 'remove' $_ }
