# The daemons of a machine: libvirtd and snmpd on the hosts; signals to them and to QEMU.

daemons_configure() {
  local dir address number
  dir=$(machine_dir "$1") address=$(machine_address "$1") number=$(machine_number "$1")
  mkdir -p "$dir/etc/libvirt" "$dir/etc/snmp"
  cat >"$dir/etc/libvirt/libvirtd.conf" <<END
listen_tls = 0
listen_tcp = 1
listen_addr = "$address"
auth_tcp = "none"
auth_unix_rw = "none"
auth_unix_ro = "none"
host_uuid = "$(printf '10990000-0000-4000-8000-%06x%06x' "$lab_instance" "$number")"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
END
  cat >"$dir/etc/libvirt/qemu.conf" <<END
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
stdio_handler = "file"
cgroup_controllers = []
namespaces = []
migration_address = "$address"
migration_host = "$address"
END
  cat >"$dir/etc/snmp/snmpd.conf" <<END
agentaddress udp:$address:161
rocommunity public default
sysLocation lab $lab_instance
pass_persist .1.3.6.1.2.1.25.3.3.1.2 $dir/etc/snmp/hr-processor-load
END
  install -m 755 "$here/hr-processor-load" "$dir/etc/snmp/hr-processor-load"
}

libvirtd_start() { machine_run "$1" libvirtd --daemon --listen --pid-file /run/libvirtd.pid; }

# The agent's own hrProcessorLoad would be the machine's, and the two would collide.
snmpd_start() {
  machine_run "$1" snmpd -I -hr_proc,smux -C -c "$(machine_dir "$1")/etc/snmp/snmpd.conf" \
    -Lf /run/snmpd.log -p /run/snmpd.pid
}

libvirtd_answers() { timeout 10 virsh -q -c "$(host_uri "$1")" uri >/dev/null 2>&1; }

snmpd_answers() {
  snmpget -m '' -v 2c -c public -t 1 -r 0 -Oqv "$(machine_address "$1")" .1.3.6.1.2.1.1.3.0 \
    >/dev/null 2>&1
}

daemons_start() {
  snmpd_start "$1" || die "snmpd did not start on $1"
  libvirtd_start "$1" ||
    die "libvirtd did not start on $1: $(tail -n 5 "$(machine_dir "$1")/var/log/libvirt/libvirtd.log")"
}

daemons_await() {
  wait_until 60 libvirtd_answers "$1" || die "libvirtd on $1 does not answer at $(host_uri "$1")"
  wait_until 60 snmpd_answers "$1" || die "snmpd on $1 does not answer at $(machine_address "$1")"
}

daemon_pid_file() {
  case $1 in
    libvirtd | snmpd) echo "/run/$1.pid" ;;
    *) echo "/run/libvirt/qemu/$1.pid" ;;
  esac
}

# The process id a daemon, or a guest's QEMU, has inside its host; false when it does not run.
daemon_pid() {
  local pid
  { read -r pid || [[ -n $pid ]]; } 2>/dev/null <"$(machine_dir "$1")$(daemon_pid_file "$2")" &&
    machine_run "$1" kill -0 "$pid" 2>/dev/null && echo "$pid"
}

daemon_outer_pid() {
  host_must_be "${1-}"
  local inner outer
  inner=$(daemon_pid "$1" "${2-}") || die "$2 does not run on $1"
  for outer in $(ip netns pids "$(machine_netns "$1")"); do
    if grep -qsE "^NSpid:.*\s$inner\$" "/proc/$outer/status"; then
      echo "$outer"
      return
    fi
  done
  die "$2 has just ended on $1"
}

# For a libvirtd that cannot end a domain: one killed while it started a QEMU knows, once it is back, a domain without
# a process, and waits for it for ever (libvirt 9.0). No QEMU runs on the host any more.
libvirtd_replace() {
  daemon_kill "$1" libvirtd
  rm -rf "$(machine_dir "$1")"/run/libvirt/qemu/*.{xml,pid} "$(machine_dir "$1")"/etc/libvirt/qemu/*.xml
  libvirtd_start "$1"
  wait_until 60 libvirtd_answers "$1" || die "the new libvirtd on $1 does not answer"
}

daemon_is_off() { ! daemon_pid "$1" "$2" >/dev/null; }

daemon_kill() {
  host_must_be "${1-}"
  local signal=${3:--KILL} pid
  [[ $signal == -* ]] || die_usage "a signal is written like -TERM"
  pid=$(daemon_pid "$1" "${2-}") || die "${2:-nothing} does not run on $1"
  machine_run "$1" kill "$signal" "$pid"
  case $signal in
    -KILL | -9 | -TERM | -15)
      wait_until 30 daemon_is_off "$1" "$2" || die "$2 on $1 does not end"
      ;;
  esac
}

daemon_start() {
  host_must_be "${1-}"
  daemon_is_off "$1" "${2-}" || die "$2 runs on $1 already"
  case $2 in
    libvirtd | snmpd) ;;
    *) die_usage "only libvirtd and snmpd can be started, not \"$2\"" ;;
  esac
  lock_share
  "$2_start" "$1"
  wait_until 60 "$2_answers" "$1" || die "$2 on $1 does not answer"
}
