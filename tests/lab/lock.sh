# Who may change a lab. The lock is the lab's folder itself, held through descriptor 9: `up` and `down`
# hold it alone, the guest commands share it. Programs started meanwhile inherit it until they have
# entered their machine, so `down` overlooks none that a killed `up` has left on its way.

# True when descriptor 9 is still the lab's folder, and not one removed while we waited.
lock_is_current() { [[ $lab_dir -ef /proc/$$/fd/9 ]]; }

# lock_try FLOCK-OPTION...: takes the lock of an existing lab, or says false.
lock_try() {
  [[ ! -L $lab_dir && -d $lab_dir && -O $lab_dir ]] || return 1
  { exec 9<"$lab_dir"; } 2>/dev/null || return 1
  if flock "$@" 9 && lock_is_current; then
    return 0
  fi
  exec 9>&-
  return 1
}

lock_drop() { exec 9>&-; }

# For commands that change a running lab; many of them may run at once.
lock_share() {
  [[ -e $lab_dir/up ]] || die "lab $lab_instance is not up; start it with: lab --instance $lab_instance up"
  wait_until 60 lock_try -s -n ||
    die "lab $lab_instance is being started or taken down by another program; try again after it"
  [[ -e $lab_dir/up ]] || die "lab $lab_instance has been taken down meanwhile"
}
