# What an answer says around the articles.
answers-stop = STOP: do not delete, restart or migrate anything on this VM until support has looked at it ({ $subject }).
answers-stop-all = STOP: do not delete, restart or migrate anything on this VM until support has looked at it.
answers-cause = Likely cause: { $text }
answers-heading-cause = Likely cause
answers-heading-steps = What to do
answers-heading-commands = Commands
answers-heading-vendor = When to call the vendor
answers-event = Event { $id }{ $sources ->
    [none] {""}
   *[other] {" "}· { $sources }
}
answers-cited = Source: { $publisher } { $article }{ $published ->
    [none] {""}
   *[other] {" "}({ $published })
}{ $url ->
    [none] {""}
   *[other] {" "}{ $url }
}
answers-source = { answers-cited } · reviewed { $reviewed }{ $confidence ->
    [vendor_reference] {" "}· from the vendor's reference, in parts general advice
    [forum] {" "}· from reports in the field, not confirmed by the vendor
    [message_only] {" "}· only the message is known
   *[vendor_article] {" "}· from a vendor's article
}
answers-helped = {" "}· helped { $helped } of { $votes } times here
answers-products = Applies to: { $products }
answers-other-language = This article exists only in Japanese so far.
answers-unknown-code = We have no article about this code yet. This is what the code says by itself:
answers-unknown-event = We have no article about this event yet.
answers-message = Literal message: { $text }
answers-no-fix = We know of no source that names a fix. If it comes back, look for more telling codes in the log before and after it.
answers-which-source = Several programs write an event with this number. The source in the event log tells which one applies:
answers-candidate = Source { $source }: { $title }
answers-severity = { $severity ->
    [error] error
    [warning] warning
    [information] information
   *[success] success
}
answers-decoded-application = Severity: { answers-severity } · defined by the application (customer bit), as Backup Exec's codes are · high word { $high } · low word { $low } ({ $low_decimal })
answers-decoded = Severity: { answers-severity } · HRESULT of facility { $facility }{ $name ->
    [none] {""}
   *[other] {" "}({ $name })
} · high word { $high } · low word { $low }
answers-win32 = It carries the Windows error { $number }. Windows itself says what that means:
answers-ask-vendor = Look at the whole job log for a more telling code, and give { $code } to the vendor's support.
answers-also = Also: { $subject }: { $title }
answers-also-same = Also: { $subject }: the same article
answers-also-unknown = Also: { $subject }: no article yet
answers-related = Related, not the same: { $subject }: { $title }
answers-more = … and { $count } more
answers-nothing = { error-no-code } { error-no-code.next }
answers-read-on = Everything about it: hvbot knowledge show { $name }
answers-paste-here = Paste the text, then press Ctrl+D (Ctrl+Z and Enter on Windows).
