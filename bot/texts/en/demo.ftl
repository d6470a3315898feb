# What `hvbot demo` says in the terminal.

demo-ready = The playground is open at { $url } (Ctrl+C ends it).
demo-ended = The playground is closed; nothing of it is left.
