"""The truth about a number of hosts: which copy of a guest runs where, and what each copy and each save image remembers.

It plays libvirtd and QEMU of all hosts as libvirt 9.0 behaves (who dies when, and what the others do then), and says at
every moment whether a promise was broken. Memory is a number: each time a copy begins to run, the guest's memory becomes
a new one, and whatever still holds an older one is stale and must never run again.
"""

import asyncio
import itertools
import os
import random
import time

RUNNING, PAUSED, OFF = 1, 3, 5  # virDomainState, and the reasons that go with them
BOOTED, MIGRATED_HERE, RESTORED, UNPAUSED, MIGRATION_CANCELLED, SAVE_CANCELLED = 1, 2, 3, 5, 6, 7
BY_USER, BY_MIGRATION, BY_SAVE, STARTING = 1, 2, 3, 11
SHUT_DOWN, DESTROYED, CRASHED, MIGRATED, SAVED, NOT_STARTED = 1, 2, 3, 4, 5, 6

INTERNAL, FAILED, NO_DOMAIN, NO_POOL, NO_VOLUME, INVALID, NO_SECRET, ABORTED, UNSUPPORTED = 1, 9, 42, 49, 50, 55, 66, 78, 84

PERSIST_DEST, UNDEFINE_SOURCE, LIVE, NON_SHARED = 8, 16, 1, 64  # virDomainMigrateFlags

DEFINED, UNDEFINED, STARTED, SUSPENDED, RESUMED, STOPPED = range(6)  # virDomainEventType

# Calls after which the guest is where it was, and as it was; and those that wait for a job, whose end counts and not the later
# answer of the call: whoever asks between the two is told how the guest is.
NEUTRAL = ("abort", "define", "set-autostart")
OF_A_JOB = ("migrate", "save", "restore")

MEMORY_KIB = 64 << 20


class LibvirtError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Gone(Exception):
    """The job is over: somebody else has ended it."""


class Guest:
    def __init__(self, uuid, name):
        self.uuid, self.name = uuid, name
        self.memory = 0       # what the copy that ran last remembers
        self.was_killed = False  # a fault took its QEMU, or somebody shut it down: it may be off
        self.move = ("", "")  # from where to where it is to go now
        self.ordered_us, self.is_moving = 0, False
        self.faults = []      # what is to happen to it meanwhile (faults.py)
        self.last_call = ""   # that changed it
        self.changed_us = 0   # when that call, and what it began, was begun or over
        self.heard = {}       # host -> when it last answered how the guest is


class Copy:
    """A domain on a host: defined, active or both."""

    def __init__(self, guest):
        self.guest = guest
        self.persistent, self.autostart = False, False
        self.state, self.reason = OFF, 0
        self.memory = None
        self.kib, self.vcpus = 262144, 1
        self.job = None
        self.recovery = None  # what libvirtd does about it when it comes back
        self.id = -1
        self.ran_us = 0

    @property
    def active(self):
        return self.state != OFF


class Image:
    def __init__(self, guest):
        self.guest, self.memory, self.whole, self.restored = guest, None, False, 0


class Host:
    def __init__(self, name):
        self.name = name
        self.up = True
        self.copies = {}  # uuid -> Copy
        self.secret = ("", "")  # uuid, XML
        self.connections, self.listeners = set(), set()
        self.awake = asyncio.Event()
        self.awake.set()


class Job:
    """A migration, save or restore, which goes on whoever asked for it."""

    def __init__(self, world, kind, guest, source, destination=None, flags=0, path=None):
        self.world, self.kind, self.guest = world, kind, guest
        self.source, self.destination, self.flags, self.path = source, destination, flags, path
        self.phase, self.error, self.over, self.is_stalled = "begin", None, asyncio.Event(), False

    async def enter(self, phase, seconds):
        """Goes into a phase and stays for its time; Gone where it was ended meanwhile."""
        self.phase = phase
        await self.world.point(self.guest, f"{self.kind}/{phase}", self.source)
        if not self.over.is_set():
            try:
                seconds = None if self.is_stalled else seconds * self.world.random.uniform(0.5, 1.5)
                await asyncio.wait_for(self.over.wait(), seconds)
            except asyncio.TimeoutError:
                return
        raise Gone

    def end(self, error=None):
        self.error = self.error or error
        self.over.set()
        if self.kind != "shutdown":
            self.guest.changed_us = time.time_ns() // 1000
        for host in (self.source, self.destination):
            copy = host.copies.get(self.guest.uuid) if host else None
            if copy and copy.job is self:
                copy.job = None


class World:
    def __init__(self, hosts, log, seed=0):
        self.random = random.Random(seed)
        self.hosts = {name: Host(name) for name in hosts}
        self.guests = {}   # uuid -> Guest
        self.images = {}   # path -> Image; all hosts see the folder
        self.broken = []   # promises, in sentences
        self.lines = []    # the log, as it is in the file
        self.log_file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.ids = itertools.count(1)
        self.jobs = set()
        self.role_pid = 0  # who connected last
        # Who looks on: faults.py at points, checks.py at calls.
        self.on_point = self.on_call = None

    # ---- what is written down ---------------------------------------------------------------------

    def log(self, guest, pid, host, call, arguments, result):
        line = f"{time.time_ns() // 1000} {guest.name if guest else '-'} {pid} {host} {call} {arguments} -> {result}"
        os.write(self.log_file, line.encode() + b"\n")
        self.lines.append(line)

    def breaks(self, guest, sentence):
        self.broken.append((guest, sentence))
        self.log(guest, 0, "-", "BROKEN", "", sentence)

    async def point(self, guest, name, host):
        """Something may happen here. What a call is answered with instead of being made, or None."""
        self.log(guest, 0, host.name, "at", name, "")
        return await self.on_point(guest, name, host) if self.on_point else None

    async def before_call(self, guest, host, name):
        if name not in NEUTRAL:
            guest.last_call = name
        return await self.point(guest, f"{name}/called", host)

    async def after_call(self, guest, host, name):
        await self.point(guest, f"{name}/made", host)

    # ---- copies -----------------------------------------------------------------------------------

    def copies(self, guest):
        return [(host, host.copies[guest.uuid]) for host in self.hosts.values() if guest.uuid in host.copies]

    def running(self, guest):
        return [host for host, copy in self.copies(guest) if copy.state == RUNNING]

    def tell(self, host, copy, event, detail=0):
        for listener in list(host.listeners):
            listener(copy.guest.uuid, copy.guest.name, event, detail)

    def run(self, host, copy, reason):
        """The copy's processors go: where promise P1 is kept or broken."""
        guest = copy.guest
        others = [each.name for each in self.running(guest) if each is not host]
        if others:
            self.breaks(guest, f"P1: {guest.name} begins to run on {host.name} while it runs on {others[0]}")
        if copy.memory != guest.memory:
            self.breaks(guest, f"P1: {guest.name} begins to run on {host.name} with stale memory {copy.memory}, the last "
                               f"was {guest.memory}")
        guest.memory = copy.memory = next(self.ids)
        was_active = copy.active
        copy.state, copy.reason, copy.ran_us = RUNNING, reason, time.monotonic_ns() // 1000
        self.log(guest, 0, host.name, "runs", f"memory {copy.memory}", "")
        self.tell(host, copy, RESUMED if was_active else STARTED)

    def pause(self, host, copy, reason):
        copy.state, copy.reason = PAUSED, reason
        self.tell(host, copy, SUSPENDED)

    def stop(self, host, copy, reason):
        """Its QEMU ends."""
        copy.state, copy.reason, copy.memory, copy.job, copy.recovery, copy.id = OFF, reason, None, None, None, -1
        self.log(copy.guest, 0, host.name, "stops", f"reason {reason}", "")
        if not copy.persistent:
            host.copies.pop(copy.guest.uuid, None)
        self.tell(host, copy, STOPPED)

    def activate(self, host, guest, reason):
        """A QEMU that does not run yet."""
        copy = host.copies.setdefault(guest.uuid, Copy(guest))
        copy.state, copy.reason, copy.memory, copy.id = PAUSED, reason, None, next(self.ids)
        self.tell(host, copy, STARTED)
        return copy

    def boot(self, host, copy):
        for other, there in self.copies(copy.guest):
            if there.active and other is not host:
                self.breaks(copy.guest, f"P1: {copy.guest.name} is started on {host.name} while it is active on {other.name}")
        copy.memory, copy.id = copy.guest.memory, next(self.ids)
        self.run(host, copy, BOOTED)

    def add_guest(self, uuid, name, host, persistent=True):
        guest = self.guests[uuid] = Guest(uuid, name)
        copy = self.hosts[host].copies[uuid] = Copy(guest)
        copy.persistent = copy.autostart = persistent
        self.boot(self.hosts[host], copy)
        return guest

    def resume_source(self, job, reason=MIGRATION_CANCELLED):
        copy = job.source.copies.get(job.guest.uuid)
        if copy and copy.state == PAUSED and copy.reason == BY_MIGRATION:
            self.run(job.source, copy, reason)

    def kill_incoming(self, job):
        """The destination's libvirtd ends the QEMU that waits for the guest; a dead one does so when it is back."""
        copy = job.destination.copies.get(job.guest.uuid)
        if not copy or copy.job is not job or copy.state == RUNNING:
            return
        if job.destination.up:
            self.stop(job.destination, copy, CRASHED)
        else:
            copy.recovery = "kill incoming"

    # ---- migration --------------------------------------------------------------------------------

    def begin(self, job, work):
        async def carry_out():
            try:
                await work(job)
            except Gone:
                pass
            except LibvirtError as error:
                self.fail(job, str(error))
            except Exception as error:
                self.breaks(job.guest, f"the fake is wrong: {error!r}")
                raise
        task = asyncio.create_task(carry_out())
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)

    async def migrate(self, job):
        guest, source, destination = job.guest, job.source.copies[job.guest.uuid], job.destination
        await job.enter("begin", 0.01)
        if not destination.up:
            raise LibvirtError(FAILED, f"unable to connect to server at '{destination.name}:16509': Connection refused")
        there = destination.copies.get(guest.uuid)
        if there and there.active:
            raise LibvirtError(FAILED, f"domain '{guest.name}' is already active")
        there = self.activate(destination, guest, BY_MIGRATION)
        there.job = job
        await job.enter("prepare", 0.02)
        if not job.flags & LIVE:
            self.pause(job.source, source, BY_MIGRATION)
        await job.enter("perform", 0.1)
        if source.state == RUNNING:
            self.pause(job.source, source, BY_MIGRATION)
        there.memory = source.memory
        await job.enter("perform-done", 0.01)
        await job.enter("finish", 0.02)
        there.job = None
        if job.flags & PERSIST_DEST:
            there.persistent = True
        self.run(destination, there, MIGRATED_HERE)
        await job.enter("confirm", 0.01)
        self.confirm(job)
        job.end()

    def confirm(self, job):
        source = job.source.copies.get(job.guest.uuid)
        if not source:
            return
        if job.flags & UNDEFINE_SOURCE:
            source.persistent = False
        if source.active:
            self.stop(job.source, source, MIGRATED)

    def fail(self, job, text, by=None):
        """The job ends where it is. `by`: who died, "source", "destination", "source-qemu", "destination-qemu" or None."""
        if job.over.is_set():
            return
        {"migrate": self.fail_migration, "save": self.fail_save, "restore": self.fail_restore,
         "shutdown": lambda *_: None}[job.kind](job, by)
        job.end(text)

    def fail_migration(self, job, by):
        source = job.source.copies.get(job.guest.uuid)
        if by == "source":
            source.recovery = job.phase
            if job.phase == "finish" and job.destination.up and self.random.random() < 0.5:
                self.finish_alone(job)
            elif job.phase not in ("begin", "confirm"):
                self.kill_incoming(job)
        elif by == "destination" and job.phase == "finish":
            # Whether it runs there the source does not know: it stays paused.
            there = job.destination.copies[job.guest.uuid]
            there.recovery = "kill incoming"
            if self.random.random() < 0.5:
                there.recovery = None
                self.finish_alone(job)
        elif by == "source-qemu" and job.phase in ("finish", "confirm"):
            if job.phase == "finish" and job.destination.up:
                self.finish_alone(job)
        elif job.phase == "confirm":
            self.confirm(job)
        else:
            self.kill_incoming(job)
            self.resume_source(job)

    def finish_alone(self, job):
        there = job.destination.copies[job.guest.uuid]
        there.job, there.persistent = None, there.persistent or bool(job.flags & PERSIST_DEST)
        self.run(job.destination, there, MIGRATED_HERE)

    # ---- through an image -------------------------------------------------------------------------

    async def save(self, job):
        copy = job.source.copies[job.guest.uuid]
        await job.enter("begin", 0.005)
        self.pause(job.source, copy, BY_SAVE)
        image = self.images[job.path] = Image(job.guest)
        await job.enter("saving", 0.08)
        image.whole, image.memory = True, copy.memory
        await job.enter("saved", 0.005)
        self.stop(job.source, copy, SAVED)
        job.end()

    def fail_save(self, job, by):
        copy = job.source.copies.get(job.guest.uuid)
        if by == "source":
            copy.recovery = "resume save"
            return
        if by != "source-qemu" and copy.state == PAUSED and copy.reason == BY_SAVE:
            self.images.pop(job.path, None)
            self.run(job.source, copy, SAVE_CANCELLED)

    async def restore(self, job):
        image = self.images.get(job.path)
        if not image or not image.whole:
            raise LibvirtError(FAILED, f"cannot read QEMU header of {job.path}")
        copy = self.activate(job.source, job.guest, STARTING)
        copy.job = job
        await job.enter("restoring", 0.05)
        copy.memory = image.memory
        image.restored += 1
        if image.restored > 1:
            self.breaks(job.guest, f"P1: {job.path} is restored a second time")
        self.run(job.source, copy, RESTORED)
        await job.enter("restored", 0.005)
        job.end()

    def fail_restore(self, job, by):
        copy = job.source.copies.get(job.guest.uuid)
        if not copy or copy.state == RUNNING:
            return
        if by == "source":
            copy.recovery = "kill incoming"
        elif copy.active:
            self.stop(job.source, copy, NOT_STARTED)

    async def shut_down(self, job):
        """The guest does so by itself, in its own time."""
        await job.enter("down", 0.1)
        copy = job.source.copies.get(job.guest.uuid)
        if copy and copy.state == RUNNING:
            self.stop(job.source, copy, SHUT_DOWN)
            job.guest.changed_us = time.time_ns() // 1000
        job.end()

    # ---- death and return -------------------------------------------------------------------------

    def jobs_of(self, host):
        return {copy.job for copy in host.copies.values() if copy.job}

    def kill_libvirtd(self, name):
        """The daemon, not the guests: whatever it was about to do stays undone."""
        host = self.hosts[name]
        if not host.up:
            return False
        host.up, host.secret = False, ("", "")
        self.log(None, 0, name, "dies", "libvirtd", "")
        for close in list(host.connections):
            close()
        for job in self.jobs_of(host):
            self.fail(job, "End of file while reading data: Input/output error",
                      "source" if job.source is host else "destination")
        return True

    def start_libvirtd(self, name):
        host = self.hosts[name]
        if host.up:
            return
        self.log(None, 0, name, "returns", "libvirtd", "")
        host.up = True
        for copy in list(host.copies.values()):
            self.recover(host, copy)

    def recover(self, host, copy):
        recovery, copy.recovery, copy.job = copy.recovery, None, None
        if recovery == "kill incoming" and copy.state != RUNNING:
            self.stop(host, copy, CRASHED)
        elif recovery == "resume save" and copy.state == PAUSED:
            self.run(host, copy, SAVE_CANCELLED)
        elif recovery == "perform" and copy.state == PAUSED:
            self.run(host, copy, MIGRATION_CANCELLED)
        elif recovery == "confirm":
            self.stop(host, copy, MIGRATED)

    def kill_qemu(self, name, guest, reason=CRASHED):
        """The guest's QEMU on that host, whatever it is there for."""
        host = self.hosts[name]
        copy = host.copies.get(guest.uuid)
        if not copy or not copy.active:
            return False
        guest.was_killed = True
        self.log(guest, 0, name, "dies", "QEMU", "")
        job = copy.job
        self.stop(host, copy, reason)
        if job:
            self.fail(job, "operation failed: domain is not running",
                      "source-qemu" if job.source is host else "destination-qemu")
        return True

    def silence(self, name):
        self.log(None, 0, name, "silent", "", "")
        self.hosts[name].awake.clear()

    def speak(self, name):
        self.log(None, 0, name, "speaks", "", "")
        self.hosts[name].awake.set()
