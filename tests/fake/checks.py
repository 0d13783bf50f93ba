"""The promises, judged by what the world saw and by the rows that were in the database at that moment."""

from server import DEEDS

# What follows another deed of the same route at once: libvirt would refuse it if anybody had done anything to the guest.
IN_A_ROW = {"volume-delete": ("undefine", "restore", "save", "resume")}

ON_ITS_WAY_US = 200_000


class Checks:
    def __init__(self, world, scene):
        self.world, self.scene = world, scene
        self.used = set()  # (intent, call): each intent makes each of its calls once
        world.on_call = self.on_call

    # ---- at each call that changes something ------------------------------------------------------

    def on_call(self, guest, host, call, called_us):
        self.check_intent(guest, host, call, called_us)
        self.check_heard(guest, host, call)

    def check_intent(self, guest, host, call, called_us):
        """P2: the intent is in the database, and of no earlier call. An abort may still be on its way when the action ends, and
        any call when the role that made it has just died."""
        deeds = DEEDS[call]
        rows = self.scene.rows(
            "SELECT id, host, opened_us FROM intents WHERE guest_uuid = ?"
            " AND (open OR (result = 'unknown' AND (deed = 'abort' OR closed_us > ?)))"
            f" AND deed IN ({', '.join('?' * len(deeds))}) ORDER BY id DESC",
            guest.uuid, called_us - ON_ITS_WAY_US, *deeds)
        for intent, at, opened_us in rows:
            if (at == host.name or call == "define") and opened_us <= called_us and (intent, call) not in self.used:
                self.used.add((intent, call))
                return
        self.world.breaks(guest, f"P2: {call} of {guest.name} on {host.name} without an intent of its own in the journal")

    def check_heard(self, guest, host, call):
        """P3: since the last deed both hosts have said how the guest is."""
        if call in ("abort", "set-autostart") or guest.last_call in IN_A_ROW.get(call, ()):
            return
        for name in guest.move:
            if guest.heard.get(name, 0) < guest.changed_us:
                self.world.breaks(guest, f"P3: {call} of {guest.name} on {host.name}, though {name} has not said how the guest "
                                         f"is since {guest.last_call}")

    # ---- at the end of an action ------------------------------------------------------------------

    def check_end(self, guest, action, state):
        """Where the guest is, is what the action says."""
        running = [host.name for host in self.world.running(guest)]
        where = {"done": guest.move[1], "failed": guest.move[0], "cancelled": guest.move[0]}.get(state)
        if where and running != [where] and not guest.was_killed:
            self.world.breaks(guest, f"action {action} of {guest.name} is {state}, so that it runs on {where}, but it runs on "
                                     f"{', '.join(running) or 'no host'}")
        if state == "done" and not guest.was_killed:
            self.check_definition(guest, action)
        self.check_audit(guest, action, state)

    def check_definition(self, guest, action):
        """Where nothing was left to a person, it is on the destination only, and starts with its host as before."""
        left = self.scene.rows("SELECT json_extract(doc, '$.error') FROM actions WHERE id = ?", action)[0][0]
        defined = [host.name for host, copy in self.world.copies(guest) if copy.persistent]
        starts = [host.name for host, copy in self.world.copies(guest) if copy.autostart]
        if not left and not defined == starts == [guest.move[1]]:
            self.world.breaks(guest, f"action {action} of {guest.name} is done without a word, but it is defined on {defined} "
                                     f"and starts with {starts}, not only {guest.move[1]}")

    def check_audit(self, guest, action, state):
        """P6: a row before the first deed, and one after the last."""
        first, last = self.scene.rows("SELECT min(opened_us), max(closed_us) FROM intents WHERE action_id = ?", action)[0]
        events = self.scene.rows("SELECT event, time_us FROM audit WHERE subject = ? ORDER BY id", f"action {action}")
        if first and not any(event == "ordered" and at <= first for event, at in events):
            self.world.breaks(guest, f"P6: no audit row before the first deed of action {action}")
        if not any(event == state and at >= (last or first or 0) for event, at in events):
            self.world.breaks(guest, f"P6: no audit row of the end of action {action} ({state})")
        left = self.scene.rows("SELECT id, deed FROM intents WHERE action_id = ? AND open", action)
        if left and state != "ambiguous":
            self.world.breaks(guest, f"P2: intent {left[0][0]} ({left[0][1]}) of action {action} is open though it is {state}")
