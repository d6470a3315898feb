# The form that leads from an error to the VM.
check-vm-button = Check the VM
check-vm-title = Check a VM
check-vm-submit = Show checkpoints
check-vm-host = Hyper-V host
    .hint = As the configuration names it; /hv-checkpoints hosts lists yours.
check-vm-vm = Virtual machine
    .hint = The exact name. Without one, all VMs of the host that have checkpoints.
