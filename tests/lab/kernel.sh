# The guests' kernel and initramfs. Debian's cloud kernel is downloaded and unpacked once, never
# installed; the initramfs holds busybox, guest-init and the virtio modules, that of the kind "agent"
# QEMU's guest agent as well. All live in the cache, appear there by rename only, and are made under the
# cache's lock. The builders check each step themselves, because callers that want their verdict switch
# off `set -e`.

# In the order in which they must be loaded.
guest_modules=(
  drivers/virtio/virtio_ring.ko drivers/virtio/virtio.ko drivers/virtio/virtio_pci_modern_dev.ko
  drivers/virtio/virtio_pci_legacy_dev.ko drivers/virtio/virtio_pci.ko
  drivers/block/virtio_blk.ko drivers/virtio/virtio_balloon.ko
  net/core/failover.ko drivers/net/net_failover.ko drivers/net/virtio_net.ko
  drivers/input/evdev.ko drivers/acpi/button.ko
)

agent_program=/usr/sbin/qemu-ga
agent_modules=(drivers/char/virtio_console.ko drivers/block/brd.ko)

# The newest unpacked kernel's folder in the cache; empty when there is none.
kernel_dir() {
  local found=("$lab_cache"/kernel-*)
  [[ -d ${found[0]} ]] || return 0
  printf '%s\n' "${found[@]}" | sort -V | tail -n 1
}

kernel_image() { echo "$(kernel_dir)"/boot/vmlinuz-*; }
kernel_modules() { echo "$(kernel_dir)"/lib/modules/*/kernel; }

# The initramfs of a kind, plain or agent, is named after all that goes into it.
initramfs_path() {
  local sum
  sum=$({
    kernel_dir
    echo "$1 ${guest_modules[*]} ${agent_modules[*]}"
    cat "$here/guest-init" /bin/busybox
    [[ $1 == plain ]] || cat "$agent_program"
  } | sha256sum)
  echo "$lab_cache/initramfs-${sum:0:16}"
}

kernel_is_ready() { [[ -n $(kernel_dir) && -e $(initramfs_path "$1") ]]; }

kernel_package() {
  apt-cache show --no-all-versions linux-image-cloud-amd64 2>/dev/null |
    grep -om 1 'linux-image-[0-9][^ ,]*-cloud-amd64' || true
}

kernel_download() {
  local work=$1 package
  package=$(kernel_package)
  if [[ -z $package ]]; then
    apt-get update >/dev/null 2>&1 || true
    package=$(kernel_package)
  fi
  [[ -n $package ]] ||
    die "apt knows no linux-image-cloud-amd64, the guests' kernel; add Debian's main archive to apt's sources"
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$package") >&2 ||
    die "the guests' kernel $package could not be downloaded; make apt-get update and download work," \
      "or copy $lab_cache from another machine"
  dpkg-deb -x "$work"/*.deb "$work/kernel" &&
    mv -T "$work/kernel" "$lab_cache/kernel-${package#linux-image-}" ||
    die "the guests' kernel could not be unpacked in $lab_cache"
}

# A Debian program with all the libraries that it loads, at their places.
initramfs_add_agent() {
  local root=$1 files
  files=$(ldd "$agent_program" | grep -o '/[^ ]*') &&
    xargs cp -L --parents -t "$root" "$agent_program" <<<"$files" &&
    cp "${agent_modules[@]/#/$(kernel_modules)/}" "$root/modules/" &&
    mkdir "$root/etc" "$root/data" &&
    echo 'PRETTY_NAME="Lab guest with an agent"' >"$root/etc/os-release"
}

initramfs_build() {
  local root=$1/root kind=$2
  mkdir -p "$root"/{bin,dev,proc,sys,run,modules} &&
    cp /bin/busybox "$root/bin/busybox" &&
    install -m 755 "$here/guest-init" "$root/init" &&
    cp "${guest_modules[@]/#/$(kernel_modules)/}" "$root/modules/" &&
    printf '%s\n' "${guest_modules[@]##*/}" >"$root/modules/order" &&
    { [[ $kind == plain ]] || initramfs_add_agent "$root"; } &&
    (cd "$root" && find . -print0 | cpio --null --quiet -o -H newc --owner 0:0 | gzip) >"$1/initramfs" &&
    mv -T "$1/initramfs" "$(initramfs_path "$kind")" ||
    die "the guests' initramfs could not be built in $lab_cache"
}

kernel_prepare() {
  local kind=$1
  ! kernel_is_ready "$kind" || return 0
  mkdir -p "$lab_cache"
  (
    flock 8
    umask 022
    work=$(mktemp -d "$lab_cache/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    [[ -n $(kernel_dir) ]] || kernel_download "$work"
    [[ -e $(initramfs_path "$kind") ]] || initramfs_build "$work" "$kind"
  ) 8<"$lab_cache"
}
