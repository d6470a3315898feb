# The checks of the removal form: preflight-<rule>-<level>, and how a checkpoint in a list is to be read.

preflight-state-ok = The VM is in a state in which Hyper-V merges safely.
preflight-state-stop = The VM is in state { $state }, in which nothing may be removed. Bring it to Running, Off, Saved or Paused first.
preflight-backup-ok = Hyper-V reports no backup of this VM at this moment.
preflight-backup-stop = A backup of this VM is running (status { $status }). Wait until the job has ended.
preflight-merge-ok = No disks of this VM are being merged.
preflight-merge-stop = Hyper-V is merging disks of this VM (status { $status }). Wait until it has finished.
preflight-busy-stop = Hyper-V is busy with this VM (status { $status }). Wait until it has finished.
preflight-age-ok = The youngest recovery checkpoint is { $age } old (at least { $minimum } is asked for).
preflight-age-stop = A recovery checkpoint is only { $age } old and may belong to a running backup. Wait until it is { $minimum } old, or until the job has ended.
preflight-design-warning =
    { $renewed ->
        [yes] With the faster processing method one recovery checkpoint stays by design, and this one may be it. Removing it is safe, but the next incremental backup starts from a new base.
       *[no] One recovery checkpoint can be there by design (faster processing method). No backup has renewed this one for over a week, so it was probably left behind.
    }
preflight-replication-stop = Hyper-V Replica is resynchronizing this VM. Wait until the replication is normal.
preflight-fork-stop = An event of the last 7 days says that disks of this VM could not be switched (3216 or 0x80048102). Do not remove, restart or migrate anything; open a case with Microsoft.
preflight-chain-stop = The chain of this VM's disks could not be read, so the merge cannot be judged. Check the disk files on the host.
preflight-space-ok = Volume { $path } has { $free } free; at most { $need } is needed (estimate).
preflight-space-warning =
    { $known ->
        [no] The free space could not be read (a network share?). Up to { $need } may be needed while merging.
       *[yes] Volume { $path } has { $free } free; at most { $need } is needed (estimate). It fits, but not with the room that Microsoft advises.
    }
preflight-space-stop = Volume { $path } has only { $free } free; up to { $need } may be needed (estimate). A full volume pauses every VM on it. Make room first.

reading-manual = made by hand
reading-replica = Hyper-V Replica
reading-other = other kind
reading-young = young: may belong to a running backup
reading-by-design = probably by design (faster method)
reading-left-over = left over
reading-foreign = recovery checkpoint of another product
