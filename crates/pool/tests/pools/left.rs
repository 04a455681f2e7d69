//! What a pool leaves behind.

use std::fs;

/// Number of descriptors that this process has.
pub(crate) fn descriptors() -> usize {
    // One of them reads the directory.
    let open = fs::read_dir("/proc/self/fd");
    open.expect("/proc is mounted").count()
}

/// The children of this process, zombies as well.
pub(crate) fn children() -> Vec<u32> {
    children_of(std::process::id())
}

/// The children of a process that has one thread.
pub(crate) fn children_of(pid: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let list = list.unwrap_or_default();
    let pids = list.split_whitespace();
    pids.map(|pid| pid.parse().expect("it is a number"))
        .collect()
}

/// Whether a process is there, and not only as a zombie that nobody has waited for yet.
pub(crate) fn is_alive(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // Before it stands a name in parentheses, which can contain anything.
    let (_, state) = stat.rsplit_once(") ").expect("it has a name");
    !state.starts_with(['Z', 'X'])
}

/// Whether a process is there, be it as a zombie.
pub(crate) fn is_there(pid: u32) -> bool {
    fs::exists(format!("/proc/{pid}")).unwrap_or(true)
}
