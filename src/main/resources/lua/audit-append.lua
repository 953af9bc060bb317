#!lua flags=allow-oom
-- Adds an event that no other script's change is behind. A: kind, actor, subject, then fields and their values in turn.
return tell(unpack(A))
