"""What goes wrong, and when: a fault waits for a point of a guest's move, or for the so-and-so-manieth, and strikes."""

import asyncio
import dataclasses
import time
from collections import Counter

import world as w
from server import Lost


DELAY_OF_CALL_MAX = 0.5
HARD_PRESSED_SEC = 12


@dataclasses.dataclass
class Fault:
    what: str               # a name of FAULTS
    at: str = ""            # "migrate/called", "migrate/perform", "restore/made" ...; "": any
    after: int = 0          # so many points that match pass by before
    seconds: float = 0.3    # of a delay, a silence, an absence
    struck: bool = False


class Faults:
    def __init__(self, world, scene):
        self.world, self.scene = world, scene
        self.counts = Counter()
        self.tasks = set()
        world.on_point = self.on_point

    async def on_point(self, guest, point, host):
        refusal = None
        for fault in guest.faults:
            if fault.struck or (fault.at and fault.at != point):
                continue
            fault.after -= 1
            if fault.after >= 0:
                continue
            fault.struck = True
            refusal = await self.strike(guest, fault, point, host) or refusal
        return refusal

    async def strike(self, guest, fault, point, host):
        self.world.log(guest, 0, host.name if host else "-", "fault", fault.what, f"at {point}")
        result = getattr(self, "do_" + fault.what.replace("-", "_"))(guest, fault, point)
        if asyncio.iscoroutine(result):
            result = await result
        if result is not False:
            self.counts[fault.what] += 1
        return result if isinstance(result, list) else None

    def later(self, seconds, function, *arguments):
        async def wait():
            await asyncio.sleep(seconds)
            function(*arguments)
        task = asyncio.create_task(wait())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # ---- who dies ---------------------------------------------------------------------------------

    def is_hard_pressed(self):
        """Some waits of provostd begin anew with each life: who is never left in peace never comes to an end."""
        oldest_us = time.time_ns() // 1000 - HARD_PRESSED_SEC * 1000000
        return any(guest.is_moving and guest.ordered_us < oldest_us for guest in self.world.guests.values())

    def do_core(self, _guest, _fault, _point):
        return not self.is_hard_pressed() and self.scene.kill_core()

    def do_role(self, _guest, _fault, _point):
        return not self.is_hard_pressed() and self.scene.kill_role()

    def do_both(self, guest, fault, point):
        return self.do_core(guest, fault, point) and self.do_role(guest, fault, point)

    def kill_libvirtd(self, name, seconds):
        if not self.world.kill_libvirtd(name):
            return False
        self.later(seconds, self.world.start_libvirtd, name)
        return True

    def do_source(self, guest, fault, _point):
        return self.kill_libvirtd(guest.move[0], fault.seconds)

    def do_destination(self, guest, fault, _point):
        return self.kill_libvirtd(guest.move[1], fault.seconds)

    def do_source_qemu(self, guest, _fault, _point):
        return self.world.kill_qemu(guest.move[0], guest)

    def do_destination_qemu(self, guest, _fault, _point):
        return self.world.kill_qemu(guest.move[1], guest)

    def do_shut_down(self, guest, _fault, _point):
        """By hand, inside."""
        return any(self.world.kill_qemu(host.name, guest, w.SHUT_DOWN) for host in self.world.running(guest))

    # ---- who is silent, or slow -------------------------------------------------------------------

    def silence(self, name, seconds):
        self.world.silence(name)
        self.later(seconds, self.world.speak, name)

    def do_source_silent(self, guest, fault, _point):
        self.silence(guest.move[0], fault.seconds)

    def do_destination_silent(self, guest, fault, _point):
        self.silence(guest.move[1], fault.seconds)

    @staticmethod
    def do_delay(_guest, fault, point):
        """A call that nobody waits for any more must begin before two looks at the guest agree that nothing happens."""
        return asyncio.sleep(min(fault.seconds, DELAY_OF_CALL_MAX) if point.endswith("/called") else fault.seconds)

    def do_stall(self, guest, _fault, _point):
        """The job gets nowhere until somebody ends it."""
        for _host, copy in self.world.copies(guest):
            if copy.job:
                copy.job.is_stalled = True
                return True
        return False

    def do_core_unstored(self, guest, fault, point):
        """Killed while its intent waits to be written."""
        self.do_hold(guest, fault, point)
        self.later(fault.seconds, self.scene.kill_core)

    def do_hold(self, _guest, fault, _point):
        self.tasks.add(task := self.scene.hold(fault.seconds))
        task.add_done_callback(self.tasks.discard)

    # ---- what is refused, or never heard of -------------------------------------------------------

    def do_refuse(self, guest, _fault, point):
        """The call is not made, or the job ends."""
        if point.endswith("/called"):
            return [w.FAILED, "operation failed: the fake refuses"]
        for _host, copy in self.world.copies(guest):
            if copy.job and not point.endswith(("/made", "/finish", "/confirm", "/restored", "/perform-done")):
                self.world.fail(copy.job, "operation failed: the fake ends the job")
                return True
        return False

    def do_lose(self, _guest, _fault, point):
        """Its answer never comes: the connection breaks."""
        if not point.endswith(("/called", "/made")):
            return False
        self.counts["lose"] += 1
        raise Lost

    # ---- what people do ---------------------------------------------------------------------------

    def do_cancel(self, guest, _fault, _point):
        async def cancel():
            rows = self.scene.rows("SELECT max(id) FROM actions WHERE guest = ?", guest.uuid)
            try:
                await self.scene.ask("POST", f"/v1/actions/{rows[0][0]}/cancel", {})
            except (OSError, asyncio.IncompleteReadError):
                pass
        self.tasks.add(task := asyncio.create_task(cancel()))
        task.add_done_callback(self.tasks.discard)


KILLS = ["core", "role", "both", "source", "destination", "source-qemu", "destination-qemu"]
OTHERS = ["shut-down", "source-silent", "destination-silent", "delay", "hold", "refuse", "lose", "cancel"]


def scripts(random):
    """Faults for one move, by chance."""
    n = random.choices([0, 1, 2], [25, 50, 25])[0]
    return [Fault(random.choices(KILLS + OTHERS, [3, 3, 1, 4, 4, 2, 2] + [1, 2, 2, 2, 1, 2, 3, 2])[0],
                  after=int(random.triangular(0, 20, 2)), seconds=random.choice([0.05, 0.3, 1.0, 2.5])) for _ in range(n)]
