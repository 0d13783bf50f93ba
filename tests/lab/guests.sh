# Guests: a disk served by the storage machine, a persistent domain, a heartbeat file all hosts share.

guest_dir() { echo "$lab_dir/guests/$1"; }

guest_must_exist() {
  [[ -n ${1-} && -d $(guest_dir "$1") ]] || die "lab $lab_instance has no guest \"${1-}\""
}

guest_command() {
  local verb=${1-}
  case $verb in
    create | wait | list | destroy) ;;
    *) die_usage "guest needs create, wait, list or destroy" ;;
  esac
  shift
  "guest_$verb" "$@"
}

# Takes the lowest free number; the folder is the claim. The number makes port, MAC and address.
guest_claim_number() {
  local number
  for ((number = 1; number <= 150; number++)); do
    if mkdir "$lab_dir/numbers/$number" 2>/dev/null; then
      echo "$number"
      return
    fi
  done
  die "lab $lab_instance has 150 guests already"
}

# Without a driver for its balloon a guest keeps its memory, whatever it is told. Of the kind agent is a guest that could be looked into by other means than its balloon tells by itself.
guest_means_inside() {
  case $1 in
    plain) echo "    <memballoon model='virtio'><stats period='2'/></memballoon>" ;;
    agent)
      cat <<'END'
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <memballoon model='virtio'/>
END
      ;;
  esac
}

guest_xml() {
  local name=$1 memory=$2 number=$3 kind=$4 words=$5
  cat <<END
<domain type='qemu'>
  <name>$name</name>
  <memory unit='MiB'>$((2 * memory))</memory>
  <currentMemory unit='MiB'>$memory</currentMemory>
  <vcpu current='1'>4</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>$(kernel_image)</kernel>
    <initrd>$(initramfs_path "$kind")</initrd>
    <cmdline>console=ttyS1 quiet mitigations=off tsc=reliable no_timer_check audit=0 nowatchdog lab_address=$lab_subnet.$((100 + number)) lab_name=$name$words</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <clock offset='utc'><timer name='hpet' present='no'/></clock>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source protocol='nbd' name='$name'>
        <host name='$(machine_address storage)' port='$((10808 + number))'/>
      </source>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='bridge'>
      <mac address='$(printf '52:54:00:63:%02x:%02x' "$lab_instance" "$number")'/>
      <source bridge='br0'/>
      <model type='virtio'/>
      <driver name='qemu'/>
    </interface>
    <serial type='file'>
      <source path='$lab_dir/heartbeats/$name' append='on'/>
      <target port='0'/>
    </serial>
    <serial type='file'>
      <source path='$(guest_dir "$name")/console' append='on'/>
      <target port='1'/>
    </serial>
    <controller type='usb' model='none'/>
$(guest_means_inside "$kind")
  </devices>
</domain>
END
}

guest_serve_disk() {
  local name=$1 number=$2 dir
  dir=$(guest_dir "$name")
  machine_run storage qemu-nbd --fork --persistent --shared=8 --cache=writeback -f raw \
    -x "$name" -b "$(machine_address storage)" -p $((10808 + number)) \
    --pid-file "/run/nbd-$name.pid" "$dir/disk"
}

guest_create() {
  local name=${1-} host=${2-} memory=96 load=0 kind=plain words=
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$ ]] || die_usage "\"$name\" is no name for a guest"
  host_must_be "$host"
  shift 2
  while (($#)); do
    case $1 in
      --memory) memory=${2-}; shift 2 || die_usage "--memory needs a number of MiB" ;;
      --busy) load=1; shift ;;
      --agent) kind=agent; shift ;;
      --no-balloon) words=' module_blacklist=virtio_balloon'; shift ;;
      *) die_usage "guest create has no option $1" ;;
    esac
  done
  [[ $memory =~ ^[0-9]{2,5}$ ]] || die_usage "\"$memory\" is no amount of memory in MiB"
  lock_share
  kernel_prepare "$kind"
  mkdir "$(guest_dir "$name")" 2>/dev/null || die "lab $lab_instance has a guest $name already"
  # shellcheck disable=SC2064
  trap "guest_forget $name" EXIT
  guest_start "$name" "$host" "$memory" "$load" "$kind" "$words"
  trap - EXIT
}

guest_start() {
  local name=$1 host=$2 memory=$3 load=$4 kind=$5 words=$6 dir number
  dir=$(guest_dir "$name")
  number=$(guest_claim_number)
  echo "$number" >"$dir/number"
  truncate -s 1M "$dir/disk"
  guest_write_load "$name" "$load"
  : >>"$lab_dir/heartbeats/$name"
  guest_serve_disk "$name" "$number" || die "the disk of $name is not served: qemu-nbd failed"
  guest_xml "$name" "$memory" "$number" "$kind" "$words" >"$dir/domain.xml"
  host_revive "$host"
  virsh -q -c "$(host_uri "$host")" define "$dir/domain.xml" >/dev/null ||
    die "$name could not be defined on $host"
  virsh -q -c "$(host_uri "$host")" start "$name" >/dev/null ||
    die "$name could not be started on $host"
}

guest_write_load() { printf '%s' "$2" 1<>"$(guest_dir "$1")/disk"; }

guest_load() {
  guest_must_exist "${1-}"
  case ${2-} in
    on) guest_write_load "$1" 1 ;;
    off) guest_write_load "$1" 0 ;;
    memory) guest_write_load "$1" m ;;
    [0-4]) guest_write_load "$1" "$2" ;;
    *) die_usage "load needs a guest and on, off, memory or a count up to 4" ;;
  esac
}

guest_has_beaten() { [[ -s $lab_dir/heartbeats/$1 ]]; }

guest_wait() {
  local name
  for name; do
    guest_must_exist "$name"
    wait_until 180 guest_has_beaten "$name" ||
      die "the heart of $name does not beat; its console: $(tail -n 5 "$(guest_dir "$name")/console")"
  done
}

guest_list_on() {
  local name state
  machine_pid "$1" >/dev/null || return 0
  timeout 20 virsh -q -c "$(host_uri "$1")" list --all 2>/dev/null |
    while read -r _ name state; do
      echo "$name $1 $state"
    done || say "libvirtd on $1 does not answer; its guests are not listed"
}

guest_list() {
  local host
  [[ -e $lab_dir/up ]] || die "lab $lab_instance is not up"
  for host in "${hosts[@]}"; do
    guest_list_on "$host"
  done | sort
}

guest_destroy() {
  guest_must_exist "${1-}"
  lock_share
  guest_forget "$1"
}

# Through libvirt where it answers, behind its back where it does not.
guest_forget_on() {
  local host=$1 name=$2
  if libvirtd_answers "$host"; then
    timeout 20 virsh -q -c "$(host_uri "$host")" destroy "$name" >/dev/null 2>&1 || true
    timeout 20 virsh -q -c "$(host_uri "$host")" undefine --managed-save "$name" >/dev/null 2>&1 || true
  else
    rm -f "$(machine_dir "$host")/etc/libvirt/qemu/$name.xml"
  fi
  machine_pid "$host" >/dev/null || return 0
  daemon_is_off "$host" "$name" || daemon_kill "$host" "$name"
}

guest_forget() {
  local name=$1 host dir number=
  dir=$(guest_dir "$name")
  for host in "${hosts[@]}"; do
    guest_forget_on "$host" "$name"
  done
  machine_run storage sh -c '! [ -s "$1" ] || kill -KILL "$(cat "$1")"; rm -f "$1"' sh "/run/nbd-$name.pid"
  [[ ! -e $dir/number ]] || read -r number <"$dir/number"
  rm -rf "$dir" "$lab_dir/heartbeats/$name" "$lab_dir/arrivals/$name"
  [[ -z $number ]] || rmdir "$lab_dir/numbers/$number"
}

guest_heartbeat() {
  guest_must_exist "${1-}"
  "$here/heartbeat" "$lab_dir/arrivals/$1" "${@:2}"
}

guest_watch() {
  guest_must_exist "${1-}"
  [[ ${2-} == --seconds && ${3-} =~ ^[0-9]+(\.[0-9]+)?$ ]] || die_usage "watch needs a guest and --seconds S"
  sleep "$3"
  "$here/heartbeat" "$lab_dir/arrivals/$1" --gap --since "$3" "${@:4}"
}
