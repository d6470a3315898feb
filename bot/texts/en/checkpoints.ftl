# The list of checkpoints of a host.

checkpoints-checking = Looking at { $host } …
checkpoints-title = Checkpoints on { $host }
checkpoints-title-vm = Checkpoints of { $vm } on { $host }
checkpoints-none = No VM that you may see on { $host } has a checkpoint.
checkpoints-vm-state = state: { $state }
checkpoints-vm-none = no checkpoint
checkpoints-recovery = recovery checkpoint
checkpoints-standard = standard checkpoint
checkpoints-other = checkpoint of type { $type }
checkpoints-line = { $age } old, { $size }
checkpoints-line-no-size = { $age } old, size not readable
checkpoints-read = Read from the host
checkpoints-without =
    { $count ->
        [1] One more VM has no checkpoint (add --all to see it).
       *[other] { $count } more VMs have no checkpoint (add --all to see them).
    }
checkpoints-cut =
    { $count ->
        [1] One more VM did not fit here. Name the VM to see it: /hv-checkpoints list { $host } "VM"
       *[other] { $count } more VMs did not fit here. Name a VM to see it: /hv-checkpoints list { $host } "VM"
    }
checkpoints-cut-lines = … and { $count } more checkpoints of this VM
checkpoints-remove-button = Remove …
checkpoints-hosts-title = Hosts you may look at
checkpoints-help =
    `/hv-checkpoints list HOST [VM]`: shows every checkpoint, its age and size, and how to read it (--all adds VMs without one, --share shows it to the channel)
    `/hv-checkpoints remove HOST VM`: shows what would be removed, then asks you to confirm
    `/hv-checkpoints status [REQUEST]`: how a request stands
    `/hv-checkpoints cancel REQUEST`: takes your request back before it has started
    `/hv-checkpoints hosts`: the hosts you may look at
    `/hv-checkpoints pause` or `resume`: holds every removal that has not started, or lets it go
    Names with spaces go between quotes: "SQL Server 01". Names must match exactly.
