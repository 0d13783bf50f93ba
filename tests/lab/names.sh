# What the things of a lab are called, all derived from the instance number; and how to give up.

exit_in_use=75
exit_cannot_run=77

hosts=(h1 h2 h3)
machines=(storage "${hosts[@]}")

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

die_usage() {
  say "$*; lab --help lists the commands"
  exit 2
}

names_fix() {
  [[ $1 =~ ^[0-9]{1,3}$ ]] && ((10#$1 <= 254)) ||
    die_usage "\"$1\" is no instance number; it goes from 0 to 254"
  readonly lab_instance=$((10#$1))
  readonly lab_dir=/tmp/provost-lab-$lab_instance
  readonly lab_saves=$lab_dir/saves
  readonly lab_bridge=plab$lab_instance
  readonly lab_subnet=10.99.$lab_instance
  readonly lab_cache=${PROVOST_LAB_CACHE:-/var/cache/provost-lab}
}

machine_number() {
  case $1 in
    storage) echo 10 ;;
    h*) echo $((10 + ${1#h})) ;;
  esac
}

machine_address() { echo "$lab_subnet.$(machine_number "$1")"; }
machine_netns() { echo "provost-lab$lab_instance-$1"; }
machine_hostname() { echo "lab$lab_instance-$1"; }
machine_link_name() { echo "plab$lab_instance-$1"; }
machine_dir() { echo "$lab_dir/$1"; }
host_uri() { echo "qemu+tcp://$(machine_address "$1")/system"; }

machine_must_be() {
  local name
  for name in "${machines[@]}"; do
    [[ $1 != "$name" ]] || return 0
  done
  die_usage "\"$1\" is no machine of the lab; there are ${machines[*]}"
}

host_must_be() {
  machine_must_be "$1"
  [[ $1 != storage ]] || die_usage "storage runs no libvirt; the hosts are ${hosts[*]}"
}

# wait_until SECONDS COMMAND...: true as soon as the command is, false when the time is over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}
