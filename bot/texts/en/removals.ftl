# The removal form and the progress message.

removals-form-title = Remove checkpoints
removals-form-submit = Remove
removals-form-checking = Looking at the VM on its host. This takes a few seconds …
removals-form-intro = { $vm } on { $host }
removals-form-checks = Checks
removals-form-plan =
    { $count ->
        [1] Exactly this recovery checkpoint will be removed:
       *[other] Exactly these { $count } recovery checkpoints will be removed, oldest first:
    }
removals-form-stopped = Nothing can be removed now. Do what the crossed-out checks say, then open this form again.
removals-form-merge = Hyper-V merges the data into the parent disk while the VM goes on running. Nothing is lost inside the VM.
removals-form-name = Type the name of the VM to confirm
removals-form-reason = Reason
removals-form-reason-hint = For the trail, for example a ticket number
removals-form-expires = This plan is valid until

removals-check-ok = ok
removals-check-warning = warning
removals-check-stop = stop

removals-title = Removal of recovery checkpoints
removals-by = requested by
removals-reason = Reason
removals-own-confirmation = Confirmed by the requester (no second approval is configured).
removals-request = Request { $request }
removals-more = … and { $count } more (see the trail)
removals-state-planned = Planned, not confirmed yet.
removals-state-requested = Waiting for approval.
removals-state-approved = Approved. The work starts as soon as the host is free.
removals-state-running = Removing, one checkpoint at a time.
removals-state-running-percent = Removing, one checkpoint at a time. Hyper-V is merging the disks ({ $percent } %) before the next one.
removals-state-merging = Removed. Hyper-V is merging the disks; the VM goes on running.
removals-state-merging-percent = Removed. Hyper-V is merging the disks ({ $percent } %); the VM goes on running.
removals-state-unknown = The line to the host was lost, so the outcome is unknown for the moment. I look until the host answers, and repeat nothing blindly.
removals-state-finished = Finished: the checkpoints are gone and the disks are merged.
removals-state-cancelled = Cancelled. Nothing was removed.
removals-state-rejected = Rejected. Nothing was removed.
removals-state-expired = Expired. Nothing was removed.
removals-state-stale = Something changed on the host since the plan was shown, so nothing was removed. Open the form again for a fresh plan.
removals-state-refused = Refused. Nothing was removed.
removals-state-failed = Stopped. The list below says what was done and what was not.
removals-item-planned = not removed yet
removals-item-removed = removed
removals-item-gone = was already gone
removals-item-kept = not removed
removals-item-unknown = not known whether removed
removals-cancel-button = Cancel
removals-status-none = There is no open request that you may see.
removals-paused = Removals are paused now. What has started goes on to its end. “/hv-checkpoints resume” ends the pause.
removals-resumed = Removals are possible again.
