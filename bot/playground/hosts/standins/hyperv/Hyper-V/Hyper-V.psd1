@{
    ModuleVersion     = '2.0.0.0'
    GUID              = 'af4bddd0-8583-4ff2-84b2-a33f5c8de8a7'
    RootModule        = 'Hyper-V.psm1'
    FunctionsToExport = 'Get-VMHost', 'Get-VM', 'Get-VMSnapshot', 'Remove-VMSnapshot', 'Get-VMHardDiskDrive', 'Get-VHD', 'Get-Date'
}
