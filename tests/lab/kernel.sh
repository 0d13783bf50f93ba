# The guests' kernel and initramfs. Debian's cloud kernel is downloaded and unpacked once, never
# installed; the initramfs holds busybox, guest-init and the virtio modules. Both live in the cache,
# appear there by rename only, and are made under the cache's lock.

# In the order in which they must be loaded.
guest_modules=(
  drivers/virtio/virtio_ring drivers/virtio/virtio
  drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci
  drivers/block/virtio_blk drivers/virtio/virtio_balloon
  net/core/failover drivers/net/net_failover drivers/net/virtio_net
  drivers/input/evdev drivers/acpi/button
)

# The newest unpacked kernel's folder in the cache; empty when there is none.
kernel_dir() {
  local found=("$lab_cache"/kernel-*)
  [[ -d ${found[0]} ]] || return 0
  printf '%s\n' "${found[@]}" | sort -V | tail -n 1
}

kernel_image() { echo "$(kernel_dir)"/boot/vmlinuz-*; }

# The initramfs is named after all that goes into it.
initramfs_path() {
  local sum
  sum=$({ kernel_dir; echo "${guest_modules[@]}"; cat "$here/guest-init" /bin/busybox; } | sha256sum)
  echo "$lab_cache/initramfs-${sum:0:16}"
}

kernel_is_ready() { [[ -n $(kernel_dir) && -e $(initramfs_path) ]]; }

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
    { apt-get update >/dev/null 2>&1 || true
      cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$package" >&2; } ||
    die "the guests' kernel $package could not be downloaded with apt-get; connect this machine, or fill $lab_cache from another"
  mkdir "$work/kernel"
  dpkg-deb -x "$work"/*.deb "$work/kernel"
  mv -T "$work/kernel" "$lab_cache/kernel-${package#linux-image-}"
}

initramfs_build() {
  local work=$1 root=$1/root module
  mkdir -p "$root"/{bin,dev,proc,sys,run,modules}
  cp /bin/busybox "$root/bin/busybox"
  install -m 755 "$here/guest-init" "$root/init"
  for module in "${guest_modules[@]}"; do
    cp "$(kernel_dir)"/lib/modules/*/kernel/"$module.ko" "$root/modules/"
    echo "${module##*/}" >>"$root/modules/order"
  done
  (cd "$root" && find . -print0 | cpio --null --quiet -o -H newc --owner 0:0 | gzip) >"$work/initramfs"
  mv -T "$work/initramfs" "$(initramfs_path)"
}

kernel_prepare() {
  ! kernel_is_ready || return 0
  mkdir -p "$lab_cache"
  (
    flock 8
    umask 022
    work=$(mktemp -d "$lab_cache/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    [[ -n $(kernel_dir) ]] || kernel_download "$work"
    [[ -e $(initramfs_path) ]] || initramfs_build "$work"
  ) 8<"$lab_cache"
}
