//! What is left of a case: nothing, if all is well.

use std::fs;

use handles::live::active_children;

/// What a process holds of the system.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Left {
    descriptors: usize,
    mappings: usize,
    children: usize,
    zombies: String,
}

impl Left {
    pub(crate) fn now() -> Left {
        let maps = fs::read_to_string("/proc/self/maps").expect("/proc is mounted");
        // Shared memory with and without a descriptor.
        let is_ours = |line: &&str| line.contains("/memfd:") || line.contains("/dev/zero");
        let me = format!("/proc/self/task/{}/children", std::process::id());
        Left {
            descriptors: descriptors(),
            mappings: maps.lines().filter(is_ours).count(),
            children: active_children().len(),
            zombies: fs::read_to_string(me).unwrap_or_default(),
        }
    }
}

/// How many descriptors this process has open.
pub(crate) fn descriptors() -> usize {
    let open = fs::read_dir("/proc/self/fd");
    open.expect("/proc is mounted").count()
}
