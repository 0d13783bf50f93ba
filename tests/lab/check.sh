# Can this machine host the lab? What is missing is said one thing a line, as KIND: SENTENCE. Kind
# "machine" is a lack of the machine (no root, no namespaces), "package" and "kernel" can be mended.

# Package and the program (or file) it must have brought.
check_packages=(
  libvirt-daemon:libvirtd
  libvirt-daemon-driver-qemu:/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so
  libvirt-clients:virsh
  qemu-system-x86:qemu-system-x86_64
  qemu-utils:qemu-nbd
  qemu-guest-agent:/usr/sbin/qemu-ga
  snmpd:snmpd
  snmp:snmpget
  busybox-static:/bin/busybox
  cpio:cpio
  iproute2:ip
  util-linux:nsenter
  python3:/usr/bin/python3
)

check_machine() {
  if ((EUID != 0)); then
    echo "machine: this is not root; run the lab as root"
    return
  fi
  [[ $(uname -m) == x86_64 ]] || echo "machine: this is a $(uname -m); the guests are x86_64"
  [[ -c /dev/net/tun ]] || echo "machine: /dev/net/tun is missing; guests have no network cards without it"
  local error
  error=$(unshare --mount --uts --pid --net --fork --propagation slave \
    sh -c 'mount -t proc proc /proc && mount -t sysfs sysfs /sys && ip link set lo up &&
      ip link add br0 type bridge && ip link add a0 type veth peer name a1' 2>&1) ||
    echo "machine: namespaces with a bridge and veth pairs are refused here (${error//$'\n'/, })"
}

check_installed() {
  local row
  for row in "${check_packages[@]}"; do
    type -P "${row#*:}" >/dev/null || [[ -e ${row#*:} ]] ||
      echo "package: ${row%%:*} is missing (${row#*:}); install it with apt-get install ${row%%:*}"
  done
}

check_print() {
  check_machine
  check_installed
}

lab_check() {
  local missing error
  missing=$(check_print)
  if [[ -z $missing ]]; then
    error=$(kernel_prepare plain 2>&1) || missing="kernel: ${error//$'\n'/ }"
  fi
  [[ -n $missing ]] || return 0
  echo "$missing"
  exit "$exit_cannot_run"
}
