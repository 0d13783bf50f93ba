# The lab's life: up, down, status.

lab_up() {
  (($# == 0)) || die_usage "up takes no argument"
  local missing
  missing=$(check_print)
  if [[ -n $missing ]]; then
    echo "$missing" >&2
    exit "$exit_cannot_run"
  fi
  kernel_prepare plain
  lab_claim
  trap lab_abandon EXIT
  lab_build
  : >"$lab_dir/up"
  trap - EXIT
  lock_drop
}

lab_is_alive() {
  local machine
  for machine in "${machines[@]}"; do
    ! machine_pid "$machine" >/dev/null || return 0
  done
  return 1
}

# Makes the lab's folder ours, after taking away what a crash may have left.
lab_claim() {
  lab_folder_make
  if ! lock_try -n || { [[ -e $lab_dir/up ]] && lab_is_alive; }; then
    say "lab $lab_instance is in use; use it, take it down, or choose another --instance"
    exit "$exit_in_use"
  fi
  lab_clear
  echo "$$" >"$lab_dir/up.pid"
}

lab_folder_make() {
  mkdir -m 711 "$lab_dir" 2>/dev/null || true
  [[ -O $lab_dir && ! -L $lab_dir ]] || [[ ! -e $lab_dir ]] ||
    die "$lab_dir belongs to another user; remove it"
}

lab_build() {
  local machine host
  mkdir "$lab_dir"/{guests,numbers,heartbeats,arrivals,saves} "${machines[@]/#/$lab_dir/}"
  lab_write_hosts
  bridge_create
  for machine in "${machines[@]}"; do
    machine_wire "$machine"
    machine_switch_on "$machine"
  done
  for host in "${hosts[@]}"; do
    daemons_configure "$host"
  done
  machine_await storage
  recorder_start
  for host in "${hosts[@]}"; do
    machine_await "$host"
    daemons_start "$host"
  done
  for host in "${hosts[@]}"; do
    daemons_await "$host"
  done
}

lab_write_hosts() {
  local machine
  echo "127.0.0.1 localhost" >"$lab_dir/hosts"
  for machine in "${machines[@]}"; do
    echo "$(machine_address "$machine") $(machine_hostname "$machine")" >>"$lab_dir/hosts"
  done
}

recorder_start() {
  machine_run storage sh -c 'setsid "$@" </dev/null >/run/recorder.log 2>&1 &' sh \
    "$here/heartbeat-recorder" "$lab_dir/heartbeats" "$lab_dir/arrivals"
}

# An `up` that fails or is interrupted leaves nothing.
lab_abandon() {
  say "the lab did not come up; taking away what there is"
  lab_clear
  rm -rf "$lab_dir"
}

# Takes away everything but the folder, whose lock must be held. Each step bears that its thing is
# not there.
lab_clear() {
  local machine
  for machine in "${machines[@]}"; do
    machine_remove "$machine"
  done
  [[ ! -e /sys/class/net/$lab_bridge ]] || ip link del "$lab_bridge"
  find "$lab_dir" -xdev -mindepth 1 -delete
}

# Ends whoever keeps us from the lock: an `up` on its way, and programs inside the machines.
lab_wrest() {
  local pid machine
  ! lock_try -n || return 0
  if { read -r pid <"$lab_dir/up.pid"; } 2>/dev/null && [[ ! -e $lab_dir/up ]] &&
    grep -qsz '/lab$' "/proc/$pid/cmdline"; then
    kill -TERM "$pid" 2>/dev/null || true
  fi
  for machine in "${machines[@]}"; do
    [[ ! -e /run/netns/$(machine_netns "$machine") ]] || machine_clear "$machine" || true
  done
  lab_folder_make
  lock_try -w 1
}

lab_down() {
  (($# == 0)) || die_usage "down takes no argument"
  ((EUID == 0)) || die "only root can take a lab down"
  lab_folder_make
  wait_until 120 lab_wrest || die "lab $lab_instance is held by another program; fuser -v $lab_dir tells which"
  lab_clear
  rm -rf "$lab_dir"
}

lab_reset() {
  (($# == 0)) || die_usage "reset takes no argument"
  lock_share
  local host dir
  for host in "${hosts[@]}"; do
    host_mend "$host"
  done
  for dir in "$lab_dir"/guests/*/; do
    [[ ! -d $dir ]] || guest_forget "$(basename "$dir")"
  done
  for host in "${hosts[@]}"; do
    host_revive "$host"
    host_empty "$host"
    host_disown "$host"
  done
  find "$lab_saves" -mindepth 1 -delete
}

# Takes away the claim of a provostd that was killed.
host_disown() {
  local secret
  secret=$(virsh -q -c "$(host_uri "$1")" secret-list | awk '$3 == "provost-owner" {print $1}')
  [[ -z $secret ]] || virsh -q -c "$(host_uri "$1")" secret-undefine "$secret" >/dev/null
}

# What `power off`, `link down`, `stop` and `kill` have broken, and routes that lead nowhere.
host_mend() {
  local host=$1 daemon
  ip link set "$(machine_link_name "$host")" up
  if ! machine_pid "$host" >/dev/null; then
    host_switch_on "$host"
    return
  fi
  machine_run "$host" ip route flush type blackhole
  for daemon in libvirtd snmpd; do
    if daemon_is_off "$host" "$daemon"; then
      "${daemon}_start" "$host"
    else
      daemon_kill "$host" "$daemon" -CONT
    fi
  done
  daemons_await "$host"
}

# A libvirtd that has ended by itself while guests were made or taken away (libvirt 9.0, seen twice in some thousand times).
host_revive() {
  daemon_is_off "$1" libvirtd || return 0
  echo "libvirtd on $1 has ended by itself and is started again; the end of its log:" >&2
  tail -n 5 "$(machine_dir "$1")/var/log/libvirt/libvirtd.log" >&2 || true
  host_mend "$1"
}

# Domains the lab does not know by name, made behind its back.
host_empty() {
  local host=$1 name
  host_domains "$host" | while read -r name; do
    guest_forget_on "$host" "$name"
  done
  [[ -z $(host_domains "$host") ]] || libvirtd_replace "$host"
}

host_domains() { timeout 20 virsh -q -c "$(host_uri "$1")" list --all --name | sed '/^$/d'; }

lab_status() {
  if [[ ! -e $lab_dir/up ]]; then
    echo "lab $lab_instance is not up"
    return 1
  fi
  echo "lab $lab_instance in $lab_dir, saved guests in $lab_saves"
  local host
  for host in "${hosts[@]}"; do
    printf '%s %s %s libvirtd %s snmpd %s\n' "$host" "$(machine_address "$host")" \
      "$(machine_pid "$host" >/dev/null && echo on || echo off)" \
      "$(libvirtd_answers "$host" && echo answers || echo silent)" \
      "$(snmpd_answers "$host" && echo answers || echo silent)"
  done
  guest_list
}
