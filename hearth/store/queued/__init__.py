"""The embedded database for many threads: whoever writes waits in a queue, not by asking again."""
