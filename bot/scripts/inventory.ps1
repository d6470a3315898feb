# All VMs of this host with their checkpoints; with a VM's name only that one, compared character by character.

# What is left of a name when case, kind of dash, width and invisible characters do not count: for "did you mean".
function Get-LooseName([string] $Name) {
    $text = [regex]::Replace($Name, '[\u00AD\u200B-\u200F\u2060\uFEFF]', '')
    $text = [regex]::Replace($text, '[\uFF01-\uFF5E]', { [string] [char] ([int] $args[0].Value[0] - 0xFEE0) })
    $text = [regex]::Replace($text, '[\u2010-\u2015\u2212\u30FC\uFE58\uFE63\uFF70]', '-')
    [regex]::Replace($text, '[\t \u00A0\u2000-\u200A\u3000]+', ' ').Trim().ToLowerInvariant()
}

function Stop-Unknown([string] $Name, [object[]] $All) {
    $loose = Get-LooseName $Name
    $similar = @($All | ForEach-Object { [string] $_.Name } |
        Where-Object { [string]::Equals((Get-LooseName $_), $loose, [StringComparison]::Ordinal) })
    $groups = @()
    try {
        $groups = @(Get-ClusterGroup | Where-Object { [string] $_.GroupType -eq 'VirtualMachine' -and
            [string]::Equals([string] $_.Name, $Name, [StringComparison]::Ordinal) })
    } catch { }   # not a cluster node
    Stop-Missing $groups $similar
}

function Read-Inventory {
    $timer = [Diagnostics.Stopwatch]::StartNew()
    Confirm-HyperV
    $vms = @(Get-VM)
    if ($null -ne $Request.vm) {
        $name = [string] $Request.vm
        $named = @($vms | Where-Object { [string]::Equals([string] $_.Name, $name, [StringComparison]::Ordinal) })
        if ($named.Count -eq 0) { Stop-Unknown $name $vms }
        if ($named.Count -gt 1) {
            Stop-Operation 'VM_AMBIGUOUS' $null @{ ids = @($named | ForEach-Object { [string] $_.Id }) }
        }
        $vms = $named
    }
    @{ vms = @(foreach ($vm in $vms) { Get-VMFacts $vm $timer }) }
}

try { Write-Reply 'inventory' (Read-Inventory) } catch { Write-Failure 'inventory' $_ }
