//! What a process may do as somebody: given up, and never to be gained again.

use rustix::io;
use rustix::thread::{
    CapabilitySet, CapabilitySets, capability_is_in_bounding_set, clear_ambient_capability_set,
    remove_capability_from_bounding_set, set_capabilities, set_no_new_privs,
};

/// No program that is executed from here on gains rights by its file's owner or marks, and
/// root is a user like any other: it owns files, and has no capability.
pub(super) fn give_up() -> io::Result<()> {
    set_no_new_privs(true)?;
    clear_ambient_capability_set()?;
    // The first number that the kernel does not know ends them.
    let all = (0..u64::BITS).map(|number| CapabilitySet::from_bits_retain(1 << number));
    for one in all.take_while(|one| capability_is_in_bounding_set(*one).is_ok()) {
        // Who has no capability may not change what bounds it, and need not: without
        // new privileges nothing can be gained.
        _ = remove_capability_from_bounding_set(one);
    }
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, none)
}
