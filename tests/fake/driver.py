"""Orders moves of guests over and over, waits for what becomes of each, has it judged, and sets right what is left."""

import asyncio
import time
from collections import Counter

import world as w
from checks import Checks
from faults import Faults
from scene import Scene
from server import Server

UNREACHED = (OSError, asyncio.IncompleteReadError)
COLD_PATIENCE_SEC = 6
FINISHED = ("done", "failed", "cancelled", "ambiguous")


class Offender(Exception):
    """A promise was broken, or a move does not come to its end."""

    def __init__(self, guest, words):
        super().__init__(words)
        self.guest = guest


def guest_uuid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


class Driver:
    """Each guest has two hosts of its own, between which it goes to and fro."""

    def __init__(self, folder, pairs, seed, build=None, patience=60):
        hosts = [f"h{i}" for i in range(2 * pairs)]
        self.folder, self.patience = folder, patience
        self.world = w.World(hosts, f"{folder}/fake.log", seed)
        self.scene = Scene(folder, hosts, self.world, *([build] if build else []))
        self.checks = Checks(self.world, self.scene)
        self.faults = Faults(self.world, self.scene)
        self.ends, self.methods = Counter(), Counter()
        self.looker = None
        self.seen = {}  # uuid -> host, as provostd says
        self.pairs = [(self.world.add_guest(guest_uuid(i), f"g{i}", hosts[2 * i]), hosts[2 * i:2 * i + 2])
                      for i in range(pairs)]

    async def start(self):
        self.server = Server(self.world)
        await self.server.start(f"{self.folder}/world.sock")
        await self.scene.start()
        self.looker = asyncio.create_task(self.look())

    async def stop(self):
        if self.looker:
            self.looker.cancel()
        await self.scene.stop()

    async def look(self):
        """Keeps what provostd says of guests."""
        while True:
            try:
                status, answer = await self.scene.ask("GET", "/v1/guests")
                if status == 200:
                    self.seen = {guest["uuid"]: guest["host"] for guest in answer["guests"] if guest["state"] == "running"}
            except UNREACHED:
                self.seen = {}
            await asyncio.sleep(0.1)

    # ---- one move ---------------------------------------------------------------------------------

    async def until(self, guest, holds, what):
        until = time.monotonic() + self.patience
        while not (result := holds()):
            if time.monotonic() > until:
                last = self.scene.rows("SELECT doc FROM actions WHERE guest = ? ORDER BY id DESC LIMIT 1", guest.uuid)
                raise Offender(guest, f"waited in vain for {what}; {last[0][0] if last else ''}")
            await asyncio.sleep(0.05)
        return result

    def last_action(self, guest):
        rows = self.scene.rows("SELECT id, state FROM actions WHERE guest = ? ORDER BY id DESC LIMIT 1", guest.uuid)
        return rows[0] if rows else (0, "")

    async def order(self, guest, method):
        """The id of the action; 0: there is none, the guest is off by now. Ordered again where the order was lost, or refused for a while."""
        before, _state = self.last_action(guest)
        until = time.monotonic() + self.patience
        answer = None
        while time.monotonic() < until:
            try:
                status, answer = await self.scene.ask("POST", "/v1/moves", {"guest": guest.name, "to": guest.move[1],
                                                                           "method": method})
            except UNREACHED:
                status = 0
                await asyncio.sleep(0.5)
            else:
                await asyncio.sleep(0.02 if status == 202 else 0.2)
            action, _state = self.last_action(guest)
            if action > before:
                return action
            if status >= 400 and not self.world.running(guest):
                return 0  # and rightly so
        raise Offender(guest, f"{guest.name} could not be ordered to move: {answer}; it is "
                       f"{[(host.name, copy.state, copy.reason) for host, copy in self.world.copies(guest)]}")

    def ended(self, guest, action):
        last, state = self.last_action(guest)
        return state if last == action and state in FINISHED else None

    async def lose_patience(self, guest):
        """Where it is not known whether a guest was asked to shut down, provostd waits for minutes; a person does it inside."""
        while True:
            await asyncio.sleep(COLD_PATIENCE_SEC)
            host = self.world.hosts[guest.move[0]]
            copy = host.copies.get(guest.uuid)
            if guest.last_call in ("", "shutdown") and copy and copy.state == w.RUNNING and not copy.job and \
                    self.world.running(guest) == [host]:
                guest.was_killed = guest.was_killed or not guest.last_call  # then nobody has asked for it yet
                self.world.stop(host, copy, w.SHUT_DOWN)
                guest.changed_us = time.time_ns() // 1000

    async def move(self, guest, hosts, method, faults, saved=False):
        """One move with its faults, from the order until everything is as before, on whichever host. Its end."""
        here = self.world.running(guest)[0].name
        guest.move = (here, next(host for host in hosts if host != here))
        await self.until(guest, lambda: self.seen.get(guest.uuid) == here, f"{guest.name} to be seen on {here}")
        guest.last_call = ""
        guest.was_killed, guest.ordered_us, guest.faults, guest.is_moving = False, time.time_ns() // 1000, faults, True
        self.world.log(guest, 0, "-", "ordered", f"{method}{' saved' if saved else ''}",
                       ", ".join(f"{f.what} at {f.at or f.after}" for f in faults))
        await self.world.point(guest, "ordered", self.world.hosts[here])
        action = await self.order(guest, method)
        if not action:
            guest.faults, guest.is_moving = [], False
            self.ends["refused"] += 1
            await self.set_right(guest, hosts, action, "refused")
            return "refused"
        hurry = asyncio.create_task(self.lose_patience(guest)) if method == "cold" else None
        try:
            state = await self.until(guest, lambda: self.ended(guest, action), f"the end of action {action} of {guest.name}")
        finally:
            if hurry:
                hurry.cancel()
        guest.faults, guest.is_moving = [], False
        self.ends[state] += 1
        self.methods["saved" if saved else method] += 1
        self.checks.check_end(guest, action, state)
        self.world.log(guest, 0, "-", "ended", f"action {action}", state)
        if self.world.broken:
            raise Offender(*self.world.broken[0])
        await self.set_right(guest, hosts, action, state)
        return state

    # ---- what a person would do afterwards --------------------------------------------------------

    async def set_right(self, guest, hosts, action, state):
        await self.until(guest, lambda: all(self.world.hosts[name].up and self.world.hosts[name].awake.is_set()
                                            for name in hosts), "both hosts to be back")
        await self.until(guest, lambda: not any(copy.job for _host, copy in self.world.copies(guest)), "libvirt's jobs to end")
        self.keep_one(guest, hosts)
        while state == "ambiguous" and self.last_action(guest)[1] == "ambiguous":
            try:
                await self.scene.ask("POST", f"/v1/actions/{action}/cancel", {})
            except UNREACHED:
                pass
            await asyncio.sleep(0.1)

    def keep_one(self, guest, hosts):
        """Leaves exactly one copy, which runs, and no image."""
        running = self.world.running(guest)
        home = running[0] if running else self.choose_home(guest, hosts)
        for host, copy in self.world.copies(guest):
            if host is not home:
                copy.persistent = False
                if copy.active:
                    self.world.stop(host, copy, w.DESTROYED)
                host.copies.pop(guest.uuid, None)
        self.world.images = {path: image for path, image in self.world.images.items() if image.guest is not guest}
        home.copies[guest.uuid].persistent = home.copies[guest.uuid].autostart = True
        self.world.tell(home, home.copies[guest.uuid], w.DEFINED)

    def choose_home(self, guest, hosts):
        paused = [(host, copy) for host, copy in self.world.copies(guest)
                  if copy.state == w.PAUSED and copy.memory == guest.memory]
        if paused:
            self.world.run(*paused[0], w.UNPAUSED)
            return paused[0][0]
        home = self.world.hosts[hosts[0]]
        copy = home.copies.setdefault(guest.uuid, w.Copy(guest))
        copy.persistent = True
        if copy.active:
            self.world.stop(home, copy, w.DESTROYED)
            home.copies[guest.uuid] = copy
        self.world.boot(home, copy)
        return home

    # ---- many -------------------------------------------------------------------------------------

    async def many(self, total, script):
        """`script(random)` gives method, whether through an image, and faults of each."""
        tickets = iter(range(total))

        async def drive(guest, hosts):
            for _ticket in tickets:
                method, saved, faults = script(self.world.random)
                await self.move(guest, hosts, method, faults, saved)

        tasks = [asyncio.create_task(drive(guest, hosts), name=guest.name) for guest, hosts in self.pairs]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def story(self, offence):
        """The fake's log of the guest that was wronged since its last order, and what happened to its hosts meanwhile."""
        guest = offence.guest
        names = (guest.name, "-") if guest else None
        lines = [line for line in self.world.lines
                 if not names or line.split()[1] == names[0] or (line.split()[1] == "-" and line.split()[3] in guest.move)]
        begin = max((i for i, line in enumerate(lines) if line.split()[4] == "ordered"), default=0)
        return "\n".join(lines[begin:][-200:])
