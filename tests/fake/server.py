"""Answers the calls of the preloaded libvirt (fake.h) from the world: one coroutine per connection, one method per call."""

import asyncio
import re
import struct
import time
from urllib.parse import urlparse

import world as w

SEPARATOR = "\037"
LIST_ACTIVE, LIST_INACTIVE, LIST_PERSISTENT, LIST_RUNNING, LIST_AUTOSTART = 1, 2, 4, 16, 1024
STATS_INACTIVE = 2

# What each call that changes something may be done for, by the names of deeds in the journal.
DEEDS = {"migrate": ("migrate", "resume post-copy"), "save": ("save",), "restore": ("restore",),
         "define": ("copy definition",), "set-autostart": ("set autostart",),
         "undefine": ("undefine",), "volume-delete": ("remove image",), "resume": ("resume",),
         "abort": ("abort", "migrate"), "shutdown": ("shut down",), "start": ("start",),
         "set-memory": ("set memory",), "set-vcpus": ("set vcpus",)}


def frame(text):
    body = text.encode()
    return struct.pack("<I", len(body)) + body


async def read_frame(reader):
    length, = struct.unpack("<I", await reader.readexactly(4))
    return (await reader.readexactly(length)).decode().split(SEPARATOR)


class Lost(Exception):
    """The call was made, or not, and nobody will hear of it."""


class Call:
    def __init__(self, world, host, pid):
        self.world, self.host, self.pid = world, host, pid

    # ---- finding ----------------------------------------------------------------------------------

    def copy(self, uuid):
        copy = self.host.copies.get(uuid)
        if not copy:
            if uuid in self.world.guests:
                self.heard(self.world.guests[uuid])
            raise w.LibvirtError(w.NO_DOMAIN, f"Domain not found: no domain with matching uuid '{uuid}'")
        return copy

    def heard(self, guest):
        guest.heard[self.host.name] = time.time_ns() // 1000

    @staticmethod
    def fields(copy):
        return [copy.guest.uuid, copy.guest.name, copy.id]

    def ask_lookup(self, uuid):
        return self.fields(self.copy(uuid))

    def ask_lookup_name(self, name):
        for copy in self.host.copies.values():
            if copy.guest.name == name:
                return self.fields(copy)
        raise w.LibvirtError(w.NO_DOMAIN, f"Domain not found: no domain with matching name '{name}'")

    def ask_list(self, flags):
        flags = int(flags)
        found = []
        for copy in self.host.copies.values():
            if (flags & LIST_PERSISTENT and not copy.persistent) or (flags & LIST_AUTOSTART and not copy.autostart) or \
                    (flags & LIST_RUNNING and copy.state != w.RUNNING) or (flags & LIST_ACTIVE and not copy.active):
                continue
            found += self.fields(copy)
        return found

    def ask_stats(self, flags):
        return [field for copy in self.host.copies.values() if flags == "0" or not copy.active
                for field in [*self.fields(copy), copy.state, copy.reason, copy.kib, copy.vcpus, self.cpu_ns(copy)]]

    # ---- looking ----------------------------------------------------------------------------------

    @staticmethod
    def cpu_ns(copy):
        return (time.monotonic_ns() - copy.ran_us * 1000) // 10 if copy.state == w.RUNNING else 0

    def ask_is_persistent(self, uuid):
        return [int(self.copy(uuid).persistent)]

    def ask_is_active(self, uuid):
        self.heard(self.copy(uuid).guest)
        return [int(self.copy(uuid).active)]

    def ask_autostart(self, uuid):
        return [int(self.copy(uuid).autostart)]

    def ask_state(self, uuid):
        copy = self.copy(uuid)
        self.heard(copy.guest)
        return [copy.state, copy.reason]

    def ask_info(self, uuid):
        copy = self.copy(uuid)
        return [copy.state, copy.kib, copy.vcpus, self.cpu_ns(copy)]

    def ask_vcpus(self, uuid):
        return [self.copy(uuid).vcpus]

    def ask_job(self, uuid):
        copy = self.copy(uuid)
        if not copy.active:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is not running")
        if copy.job and copy.job.destination is self.host:
            raise w.LibvirtError(w.UNSUPPORTED, "Operation not supported: migration statistics are available only on "
                                                "the source host")
        return [2 if copy.job else 0]

    @staticmethod
    def xml(guest):
        return [f"<domain type='kvm'><name>{guest.name}</name><uuid>{guest.uuid}</uuid><memory unit='KiB'>262144</memory>"
                "<vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os><devices/></domain>"]

    def ask_xml(self, uuid):
        return self.xml(self.copy(uuid).guest)

    def ask_hostname(self):
        return [self.host.name]

    @staticmethod
    def ask_memory():
        return [w.MEMORY_KIB]

    def ask_capabilities(self):
        return ["<capabilities><host><uuid>" + f"{abs(hash(self.host.name)) % 10**12:012d}".rjust(36, "0") +
                "</uuid><cpu><arch>x86_64</arch><model>qemu64</model></cpu><migration_features><live/>"
                "</migration_features></host></capabilities>"]

    # ---- jobs -------------------------------------------------------------------------------------

    async def wait_for(self, job, code=w.FAILED):
        await job.over.wait()
        if job.error:
            raise w.LibvirtError(w.ABORTED if job.error.startswith("aborted") else code, job.error)
        return []

    def begin(self, copy, job, work):
        if copy and copy.job:
            raise w.LibvirtError(w.FAILED, "Timed out during operation: cannot acquire state change lock")
        if copy:
            copy.job = job
        self.world.begin(job, work)
        return self.wait_for(job)

    async def ask_migrate(self, uuid, uri, flags):
        copy = self.copy(uuid)
        if not copy.active:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is not running")
        destination = self.world.hosts[urlparse(uri).hostname]
        job = w.Job(self.world, "migrate", copy.guest, self.host, destination, int(flags))
        return await self.begin(copy, job, self.world.migrate)

    async def ask_save(self, uuid, path):
        copy = self.copy(uuid)
        if not copy.active:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is not running")
        return await self.begin(copy, w.Job(self.world, "save", copy.guest, self.host, path=path), self.world.save)

    async def ask_restore(self, path, _flags):
        image = self.image(path)
        copy = self.host.copies.get(image.guest.uuid)
        if copy and copy.active:
            raise w.LibvirtError(w.FAILED, f"domain '{image.guest.name}' is already active")
        return await self.begin(copy, w.Job(self.world, "restore", image.guest, self.host, path=path), self.world.restore)

    def ask_abort(self, uuid):
        job = self.copy(uuid).job
        if not job or job.phase not in ("begin", "prepare", "perform", "saving"):
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: no job can be aborted now")
        self.world.fail(job, "aborted: canceled by client")
        return []

    # ---- definitions, life ------------------------------------------------------------------------

    def ask_define(self, xml):
        uuid = re.search("<uuid>(.*?)</uuid>", xml)[1]
        guest = self.world.guests[uuid]
        copy = self.host.copies.setdefault(uuid, w.Copy(guest))
        copy.persistent = True
        self.world.tell(self.host, copy, w.DEFINED)
        return self.fields(copy)

    def ask_undefine(self, uuid):
        copy = self.copy(uuid)
        copy.persistent = False
        if not copy.active:
            del self.host.copies[uuid]
        self.world.tell(self.host, copy, w.UNDEFINED)
        return []

    def ask_set_autostart(self, uuid, on):
        self.copy(uuid).autostart = on == "1"
        return []

    def ask_resume(self, uuid):
        copy = self.copy(uuid)
        if copy.state != w.PAUSED or copy.job:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is not paused, or busy")
        self.world.run(self.host, copy, w.UNPAUSED)
        return []

    def ask_start(self, uuid):
        copy = self.copy(uuid)
        if copy.active:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is already running")
        if any(image.whole and image.guest is copy.guest and image.memory == copy.guest.memory
               for image in self.world.images.values()):
            self.world.breaks(copy.guest, f"P1: {copy.guest.name} is started anew while its memory is in an image")
        self.world.boot(self.host, copy)
        return []

    def ask_shutdown(self, uuid):
        copy = self.copy(uuid)
        if copy.state != w.RUNNING or copy.job:
            raise w.LibvirtError(w.INVALID, "Requested operation is not valid: domain is not running")
        self.world.begin(w.Job(self.world, "shutdown", copy.guest, self.host), self.world.shut_down)
        return []

    def ask_set_memory(self, uuid, kib, _impact):
        self.copy(uuid).kib = int(kib)
        return []

    def ask_set_vcpus(self, uuid, vcpus, _impact):
        self.copy(uuid).vcpus = int(vcpus)
        return []

    # ---- images -----------------------------------------------------------------------------------

    def image(self, path):
        image = self.world.images.get(path)
        if not image:
            raise w.LibvirtError(w.FAILED, f"Failed to open file '{path}': No such file or directory")
        return image

    def ask_image_xml(self, path):
        image = self.image(path)
        if not image.whole:
            raise w.LibvirtError(w.FAILED, f"save image '{path}' is incomplete")
        return self.xml(image.guest)

    def ask_pool(self, folder):
        raise w.LibvirtError(w.NO_POOL, f"Storage pool not found: no storage pool with matching target path '{folder}'")

    @staticmethod
    def ask_pool_create(xml):
        return [re.search("<path>(.*?)</path>", xml)[1]]

    @staticmethod
    def ask_pool_destroy(_folder):
        return []

    def ask_volume(self, path):
        if path not in self.world.images:
            raise w.LibvirtError(w.NO_VOLUME, f"Storage volume not found: no storage vol with matching path '{path}'")
        return []

    def ask_volume_delete(self, path):
        self.ask_volume(path)
        del self.world.images[path]
        return []

    # ---- whose the host is ------------------------------------------------------------------------

    def ask_secret(self, uuid):
        if not self.host.secret[0] or (uuid and uuid != self.host.secret[0]):
            raise w.LibvirtError(w.NO_SECRET, "Secret not found")
        return self.host.secret[:1]

    def ask_secret_xml(self, uuid):
        return [self.host.secret[1]] if self.ask_secret(uuid) else []

    def ask_secret_define(self, xml):
        self.host.secret = (re.search("<uuid>(.*?)</uuid>", xml)[1], xml)
        return self.host.secret[:1]

    def ask_secret_undefine(self, uuid):
        self.ask_secret(uuid)
        self.host.secret = ("", "")
        return []

    # ---- all of them ------------------------------------------------------------------------------

    def guest_of(self, name, arguments):
        if name in ("restore", "volume-delete"):
            image = self.world.images.get(arguments[0])
            return image.guest if image else None
        key = re.search("<uuid>(.*?)</uuid>", arguments[0])[1] if name == "define" else arguments[0]
        return self.world.guests.get(key)

    async def make(self, name, arguments):
        method = getattr(self, "ask_" + name.replace("-", "_"), None)
        if not method:
            return [w.FAILED, f"this world has no call {name}"]
        try:
            result = method(*arguments)
            if asyncio.iscoroutine(result):
                result = await result
            return [0, *result]
        except w.LibvirtError as error:
            return [error.code, str(error)]

    async def change(self, name, arguments):
        """A call that changes something: written down before and after, and what is to happen at it happens."""
        guest = self.guest_of(name, arguments)
        if not guest:
            return await self.make(name, arguments)
        called_us = time.time_ns() // 1000
        shown = "" if name == "define" else " ".join(arguments[1:] if name != "restore" else arguments)
        self.world.log(guest, self.pid, self.host.name, name, shown, "called")
        self.world.on_call(guest, self.host, name, called_us)
        self.may_have_changed(guest, name not in w.NEUTRAL)
        refusal = await self.world.before_call(guest, self.host, name)
        answer = refusal or await self.make(name, arguments)
        self.world.log(guest, self.pid, self.host.name, name, shown, " ".join(map(str, answer[:2])) or "0")
        self.may_have_changed(guest, name not in w.NEUTRAL + w.OF_A_JOB)
        await self.world.after_call(guest, self.host, name)
        return answer

    @staticmethod
    def may_have_changed(guest, has):
        if has:
            guest.changed_us = time.time_ns() // 1000

    async def read_image(self, path):
        """Changes nothing, but much hangs on it: something may happen here, too."""
        image = self.world.images.get(path)
        refusal = await self.world.point(image.guest, "image/called", self.host) if image else None
        answer = refusal or await self.make("image-xml", [path])
        if image:
            await self.world.point(image.guest, "image/made", self.host)
        return answer

    async def answer(self, fields):
        name, arguments = fields[0], fields[1:]
        if name == "image-xml":
            answer = await self.read_image(*arguments)
        else:
            answer = await (self.change(name, arguments) if name in DEEDS else self.make(name, arguments))
        return frame(SEPARATOR.join(map(str, answer)))


class Server:
    def __init__(self, world):
        self.world = world

    async def start(self, path):
        self.server = await asyncio.start_unix_server(self.take, path, limit=1 << 20, backlog=512)

    async def take(self, reader, writer):
        try:
            kind, uri, pid = await read_frame(reader)
            self.world.role_pid = int(pid)
            host = self.world.hosts[urlparse(uri).hostname]
            await host.awake.wait()
            if host.up:
                await self.serve(kind, host, pid, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, Lost, asyncio.CancelledError):
            pass
        except Exception as error:  # of the world itself: the run must not go on as if nothing were
            self.world.breaks(None, f"the fake is wrong: {error!r}")
            raise
        finally:
            writer.close()

    async def serve(self, kind, host, pid, reader, writer):
        task = asyncio.current_task()

        def close():
            writer.transport.abort()
            task.cancel()

        def listener(*news):
            if not writer.is_closing():
                writer.write(frame(SEPARATOR.join(map(str, news))))

        host.connections.add(close)
        writer.write(frame("0"))
        try:
            if kind == "events":
                host.listeners.add(listener)
                await reader.read()
                return
            call = Call(self.world, host, pid)
            while True:
                fields = await read_frame(reader)
                await host.awake.wait()
                answer = await call.answer(fields)
                await host.awake.wait()
                writer.write(answer)
        finally:
            host.connections.discard(close)
            host.listeners.discard(listener)
