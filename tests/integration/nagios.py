"""A real nagios4 as a Python object: its own folder, command file and objects, one second to an interval.

What it is to watch is text in its own language, as an administrator writes it, beside the templates and commands of BASE.
Its pages are lines of a file that a notification command appends to."""

import contextlib
import os
import re
import time

from daemons import Daemon, folder_of_nobody, program

PROGRAM = program("nagios4")
STATES = ("ok", "warning", "critical", "unknown")

# With interval_length=1 all intervals are seconds; whatever Nagios keeps stands in its own folder.
MAIN = """\
cfg_file={folder}/objects.cfg
log_file={folder}/nagios.log
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
status_file={folder}/status.dat
state_retention_file={folder}/retention.dat
command_file={folder}/nagios.cmd
lock_file={folder}/nagios.pid
temp_file={folder}/nagios.tmp
query_socket={folder}/nagios.qh
temp_path={folder}/temp
check_result_path={folder}/results
log_archive_path={folder}/temp
debug_file={folder}/nagios.debug
nagios_user=nobody
nagios_group=nogroup
use_syslog=0
log_rotation_method=n
check_for_updates=0
check_workers=2
interval_length=1
status_update_interval=1
check_result_reaper_frequency=1
check_external_commands=1
accept_passive_service_checks=1
accept_passive_host_checks=1
execute_service_checks=1
execute_host_checks=1
enable_notifications=1
enable_event_handlers=1
event_handler_timeout=30
check_service_freshness=1
service_freshness_check_interval=1
additional_freshness_latency=1
enable_flap_detection=0
soft_state_dependencies=0
log_passive_checks=1
log_event_handlers=1
illegal_object_name_chars=`~!$%^&*|'"<>?,()=
illegal_macro_output_chars=`~$&|'"<>
date_format=iso8601
"""

# Hosts are taken for up; services are told how they do, and go to UNKNOWN when nobody says so any more.
BASE = """\
define timeperiod {{
  timeperiod_name always
  alias always
  monday 00:00-24:00
  tuesday 00:00-24:00
  wednesday 00:00-24:00
  thursday 00:00-24:00
  friday 00:00-24:00
  saturday 00:00-24:00
  sunday 00:00-24:00
}}
define command {{
  command_name page
  command_line /usr/bin/printf '%s\\n' "$NOTIFICATIONTYPE$ $HOSTNAME$ $SERVICEDESC$ $SERVICESTATE$" >>{folder}/pages
}}
define command {{
  command_name stale
  command_line /bin/sh -c 'echo nobody has said anything; exit 3'
}}
define contact {{
  contact_name pager
  service_notification_period always
  host_notification_period always
  service_notification_options w,u,c,r
  host_notification_options d,u,r
  service_notification_commands page
  host_notification_commands page
}}
define host {{
  name watched-host
  register 0
  max_check_attempts 1
  check_interval 0
  active_checks_enabled 0
  initial_state o
  contacts pager
  notification_interval 0
  notification_period always
  check_period always
}}
define service {{
  name told-service
  register 0
  active_checks_enabled 0
  passive_checks_enabled 1
  check_command stale
  check_interval 1
  retry_interval 1
  max_check_attempts 1
  initial_state o
  contacts pager
  notification_interval 0
  notification_period always
  check_period always
}}
"""


def blocks(text, kind):
    """The blocks of that kind in status.dat, each as {key: value}."""
    for body in re.findall(rf"^{kind} \{{\n(.*?)^\t\}}$", text, re.MULTILINE | re.DOTALL):
        yield dict(line.strip().split("=", 1) for line in body.splitlines() if "=" in line)


class Nagios(Daemon):
    """One nagios4."""

    def __init__(self, folder, objects):
        super().__init__(folder)
        self.command_file = folder / "nagios.cmd"
        self.log = folder / "nagios.log"
        self.make("temp", "results")
        self.config = self.write("nagios.cfg", MAIN.format(folder=folder))
        self.write("objects.cfg", BASE.format(folder=folder) + objects)

    # Its life

    def verify(self):
        """What `nagios4 -v` says of the objects; it must have no complaint."""
        said = self.run(PROGRAM, "-v", self.config)
        assert "Total Warnings: 0" in said, said
        return said

    def start(self):
        """Starts it and waits until it takes commands and tells of its objects."""
        self.begin([PROGRAM, self.config], lambda: self.command_file.exists() and (self.folder / "status.dat").exists())

    # What it is told

    def order(self, words):
        """Writes one line to the command file: a command and its arguments, between semicolons."""
        line = f"[{int(time.time())}] {words}\n".encode("utf-8", "surrogateescape")
        pipe = os.open(self.command_file, os.O_WRONLY | os.O_NONBLOCK)
        try:
            assert os.write(pipe, line) == len(line)
        finally:
            os.close(pipe)

    def result(self, host, service, state, text):
        """A passive result, as an agent would bring it."""
        self.order(f"PROCESS_SERVICE_CHECK_RESULT;{host};{service};{STATES.index(state)};{text}")

    def acknowledge(self, host, service, author, comment):
        self.order(f"ACKNOWLEDGE_SVC_PROBLEM;{host};{service};1;1;0;{author};{comment}")

    def schedule_downtime(self, host, author, comment, end=None):
        """Of the host and all its services, from now on; for ten minutes unless it is said."""
        now = int(time.time())
        end = end or now + 600
        self.order(f"SCHEDULE_HOST_DOWNTIME;{host};{now};{end};1;0;{end - now};{author};{comment}")
        self.order(f"SCHEDULE_HOST_SVC_DOWNTIME;{host};{now};{end};1;0;{end - now};{author};{comment}")

    def end_downtimes(self, host):
        self.order(f"DEL_DOWNTIME_BY_HOST_NAME;{host}")

    # What it says

    def told(self, kind, **wanted):
        """The blocks of that kind in status.dat in which these keys have these values."""
        text = (self.folder / "status.dat").read_text(errors="surrogateescape")
        return [block for block in blocks(text, kind) if all(block.get(key) == value for key, value in wanted.items())]

    def service(self, host, service):
        return next(iter(self.told("servicestatus", host_name=host, service_description=service)), None)

    def state(self, host, service):
        """The service's state, or None while nobody has said anything of it."""
        status = self.service(host, service)
        return STATES[int(status["current_state"])] if status and status["has_been_checked"] == "1" else None

    def text(self, host, service):
        return self.service(host, service)["plugin_output"]

    def downtimes(self, host):
        """The downtimes of the host and its services that have not ended."""
        return self.told("hostdowntime", host_name=host) + self.told("servicedowntime", host_name=host)

    def notifies(self):
        """Whether it sends notifications at all."""
        status, = self.told("programstatus")
        return status["enable_notifications"] == "1"

    def pages(self):
        """Each page that was sent: TYPE HOST SERVICE STATE."""
        path = self.folder / "pages"
        return path.read_text().splitlines() if path.exists() else []


@contextlib.contextmanager
def running_nagios(objects):
    """A Nagios that watches these objects and has no complaint about them."""
    with folder_of_nobody("nagios") as folder:
        nagios = Nagios(folder, objects)
        nagios.verify()
        try:
            nagios.start()
            yield nagios
        finally:
            nagios.kill()
