# What this host is, and whether this account may list its VMs. Never fails for what it finds: each finding is an answer.

function Get-HyperVModule {
    try {
        Import-Module Hyper-V
        [string] @(Get-Module Hyper-V | Sort-Object Version)[-1].Version
    } catch { '' }
}

function Get-OsBuild {
    try { [string] (Get-CimInstance -ClassName 'Win32_OperatingSystem').Version } catch { '' }
}

function Test-Listing {
    try { [void] (Get-VMHost); $true } catch { $false }
}

function Get-ClusterName {
    try { [string] (Get-Cluster).Name } catch { $null }
}

function Read-Probe {
    @{ module = Get-HyperVModule; powershell = [string] $PSVersionTable.PSVersion; os_build = Get-OsBuild
        vmms = Get-ServiceState; can_list = Test-Listing; cluster = Get-ClusterName; echo = [string] $Request.echo }
}

try { Write-Reply 'probe' (Read-Probe) } catch { Write-Failure 'probe' $_ }
