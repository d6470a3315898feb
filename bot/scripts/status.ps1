# How a removal stands: which of the ids asked for are still there, what the VM is doing, how deep its chains are.

function Get-Depth($VM) {
    $depth = 0
    foreach ($disk in @(Get-DiskPath (Get-VMHardDiskDrive -VM $VM))) {
        $chain = Get-Chain $disk
        if ($null -eq $chain) { return $null }
        $depth += $chain.Count
    }
    $depth
}

function Read-Status {
    Confirm-HyperV
    $vm = Get-RequestedVM
    $asked = @($Request.ids | ForEach-Object { [guid] $_ })
    $there = @(Get-VMSnapshot -VM $vm | ForEach-Object { [guid] $_.Id } | Where-Object { $asked -contains $_ })
    @{ vm_id = [string] $vm.Id; name = [string] $vm.Name; state = [int] $vm.State; operational = @(Get-StatusNumbers $vm)
        still_there = @($there | ForEach-Object { [string] $_ }); jobs = @(Get-RunningJob $vm.Id); depth = Get-Depth $vm }
}

try { Write-Reply 'status' (Read-Status) } catch { Write-Failure 'status' $_ }
