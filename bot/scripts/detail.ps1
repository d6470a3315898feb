# One VM by its id, with what a removal must know: chains, room for the merge, signs that forbid it.

function Read-Detail {
    Confirm-HyperV
    $vm = Get-RequestedVM
    $facts = Get-VMFacts $vm $null
    $disks = @(Get-DiskPath (Get-VMHardDiskDrive -VM $vm))
    $readable = $true
    $layers = 0
    $growth = [long] 0
    $volumes = New-PathTable
    foreach ($disk in $disks) {
        $chain = Get-Chain $disk
        if ($null -eq $chain) {
            $readable = $false
            $chain = @(@{ path = $disk })   # its own volume is known all the same
        }
        $layers = [Math]::Max($layers, $chain.Count)
        foreach ($layer in $chain) {
            $volume = Get-DiskVolume $layer.path
            $volumes[$volume.key] = @{ path = $volume.path; free = $volume.free; size = $volume.size }
            if ($readable -and $layer.path -match '\.avhdx?$') { $growth += Get-Growth $layer }
        }
    }
    if (-not $readable) { $layers = $growth = $null }
    @{ vm = $facts; volumes = @($volumes.Values); layers = $layers; merge_bytes = $growth
        fork_commit = Test-ForkCommit $vm.Id }
}

try { Write-Reply 'detail' (Read-Detail) } catch { Write-Failure 'detail' $_ }
