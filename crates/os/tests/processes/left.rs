//! What a process holds of the system, so that what is not given back is noticed.

use std::fs;

/// How many descriptors this process has open.
pub(crate) fn open_descriptors() -> usize {
    // The one through which they are listed is always among them.
    fs::read_dir("/proc/self/fd")
        .expect("/proc is mounted")
        .count()
}

/// How many mappings this process has of a memory file for shared values.
pub(crate) fn shared_mappings() -> usize {
    let mappings = fs::read_to_string("/proc/self/maps").expect("/proc is mounted");
    let is_shared = |line: &&str| line.contains("/memfd:shared");
    mappings.lines().filter(is_shared).count()
}
