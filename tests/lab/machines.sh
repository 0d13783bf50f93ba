# Machines: namespaces on a bridge, each with a first process (host-init) that holds them.

# Does process $1, started at $2, still live? Dead but not yet reaped is dead.
machine_init_lives() {
  local -a stat
  { read -r -a stat <"/proc/$1/stat"; } 2>/dev/null && [[ ${stat[2]} != Z && ${stat[21]} == "$2" ]]
}

# The process id, seen from outside, of a machine's first process; false when it is off.
machine_pid() {
  local pid start
  { read -r pid start <"$(machine_dir "$1")/pid"; } 2>/dev/null && machine_init_lives "$pid" "$start" &&
    echo "$pid"
}

machine_is_furnished() { [[ -e $(machine_dir "$1")/furnished ]]; }

bridge_create() {
  ip link add "$lab_bridge" address "$(printf '02:00:10:63:%02x:01' "$lab_instance")" \
    type bridge mcast_snooping 0
  ip link set "$lab_bridge" up
  ip address add "$lab_subnet.1/24" dev "$lab_bridge"
}

machine_wire() {
  local netns link
  netns=$(machine_netns "$1") link=$(machine_link_name "$1")
  ip netns add "$netns"
  ip link add "$link" type veth peer name eth0 netns "$netns"
  ip link set "$link" master "$lab_bridge" up
}

# Starts the first process; it is at work when machine_is_furnished. The lock is passed on until the
# process is inside the machine's network namespace, where `down` finds it.
machine_switch_on() {
  local dir
  dir=$(machine_dir "$1")
  rm -f "$dir/furnished" "$dir/pid"
  setsid nsenter --net="/run/netns/$(machine_netns "$1")" \
    sh -c 'exec 9>&-; exec "$@"' sh \
    unshare --mount --uts --pid --fork --kill-child --propagation slave \
    "$here/host-init" "$lab_dir" "$1" "$(machine_address "$1")" "$(machine_hostname "$1")" \
    </dev/null >"$dir/init.log" 2>&1 &
  disown
}

machine_await() {
  wait_until 60 machine_is_furnished "$1" ||
    die "machine $1 did not start: $(cat "$(machine_dir "$1")/init.log")"
}

# machine_run NAME COMMAND...: in the machine; the command does not hold the lock. It may be a builtin of
# the shell, as kill is.
machine_run() {
  local pid
  pid=$(machine_pid "$1") || die "$1 of lab $lab_instance is off; lab power $1 on starts it"
  shift
  nsenter --target "$pid" --mount --uts --net --pid sh -c 'exec 9>&-; "$@"' sh "$@"
}

machine_exec() {
  machine_must_be "${1-}"
  (($# > 1)) || die_usage "exec needs a machine and a command"
  cd /
  machine_run "$@"
}

machine_link() {
  machine_must_be "${1-}"
  [[ ${2-} == up || ${2-} == down ]] || die_usage "link needs a host and up or down"
  lock_share
  ip link set "$(machine_link_name "$1")" "$2"
}

machine_is_empty() { [[ -z $(ip netns pids "$(machine_netns "$1")" 2>/dev/null) ]]; }

# Kills all there is in a machine, by what the kernel says is in its network namespace.
machine_clear() {
  local pid
  for pid in $(ip netns pids "$(machine_netns "$1")" 2>/dev/null); do
    kill -KILL "$pid" 2>/dev/null || true
  done
  machine_is_empty "$1" && ! machine_pid "$1" >/dev/null # what ends has left its namespace before it is gone
}

machine_switch_off() {
  wait_until 60 machine_clear "$1" ||
    die "processes of $1 do not end: $(ip netns pids "$(machine_netns "$1")" | xargs)"
}

machine_remove() {
  local netns link
  netns=$(machine_netns "$1") link=$(machine_link_name "$1")
  [[ ! -e /run/netns/$netns ]] || machine_switch_off "$1"
  [[ ! -e /sys/class/net/$link ]] || ip link del "$link"
  [[ ! -e /run/netns/$netns ]] || ip netns del "$netns"
}

host_switch_on() {
  machine_switch_on "$1"
  machine_await "$1"
  daemons_start "$1"
  daemons_await "$1"
}

host_power() {
  host_must_be "${1-}"
  lock_share
  case ${2-} in
    off)
      ip link set "$(machine_link_name "$1")" down
      machine_switch_off "$1"
      ;;
    on)
      ! machine_pid "$1" >/dev/null || die "$1 is on already"
      ip link set "$(machine_link_name "$1")" up
      host_switch_on "$1"
      ;;
    *) die_usage "power needs a host and on or off" ;;
  esac
}
