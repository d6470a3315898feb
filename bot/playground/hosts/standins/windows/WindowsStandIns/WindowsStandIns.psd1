@{
    ModuleVersion     = '1.0'
    GUID              = 'b8a1f2ce-6f0d-4a86-9a0f-0f4b0b9a3f55'
    RootModule        = 'WindowsStandIns.psm1'
    FunctionsToExport = 'Get-Service', 'Get-CimInstance', 'Get-CimAssociatedInstance', 'Get-Volume', 'Get-WinEvent', 'Get-Cluster', 'Get-ClusterGroup'
}
