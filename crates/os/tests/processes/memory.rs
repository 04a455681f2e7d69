//! Memory files: shared values that reach a process by their descriptor.

use std::{
    fs::File,
    os::fd::OwnedFd,
    sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst},
};

use os::{InShared, OsError, Received, Shared, Wire, run_processes};
use rustix::fs::{
    MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, ftruncate, memfd_create,
};

use crate::left::{open_descriptors, shared_mappings};

/// Maps it as a value of this type.
#[allow(unsafe_code, reason = "what is in the file is a promise")]
fn attach<T: InShared>(file: OwnedFd) -> Result<Shared<T>, OsError> {
    // SAFETY: every sealed file of these tests holds zeros or a `T`, and every `T` here is
    // made of numbers.
    unsafe { Shared::attach(file) }
}

fn duplicate<T: InShared>(shared: &Shared<T>) -> OwnedFd {
    let descriptor = shared.descriptor().expect("it is in a memory file");
    descriptor.try_clone_to_owned().unwrap()
}

pub(crate) fn a_descriptor_leads_to_the_same_value() {
    let (open, mapped) = (open_descriptors(), shared_mappings());
    let value = Shared::in_memory_file(AtomicU32::new(10)).unwrap();
    let again = attach::<AtomicU32>(duplicate(&value)).unwrap();
    assert!(!std::ptr::eq(&*value, &*again), "two mappings of one file");
    again.fetch_add(1, SeqCst);
    assert_eq!(value.load(SeqCst), 11);
    assert_eq!(shared_mappings(), mapped + 2);
    // Each of them keeps the memory.
    drop(value);
    assert_eq!(again.fetch_add(1, SeqCst), 11);
    drop(again);
    assert_eq!((open_descriptors(), shared_mappings()), (open, mapped));
}

pub(crate) fn a_value_travels_to_a_process_that_did_not_inherit_it() {
    let (ours, theirs) = Wire::pair().unwrap();
    // Made after the fork, so that the message is the only way.
    let child = os::fork_child(|| {
        let Received::Message(mut message) = theirs.receive().unwrap() else {
            panic!("nobody closes it");
        };
        let value = attach::<AtomicU32>(message.descriptors.remove(0)).unwrap();
        value.fetch_add(1, SeqCst);
        0
    });
    let value = Shared::in_memory_file(AtomicU32::new(10)).unwrap();
    ours.send(b"", &[value.descriptor().unwrap()]).unwrap();
    assert!(child.unwrap().wait().unwrap().success());
    assert_eq!(value.load(SeqCst), 11);
}

pub(crate) fn a_memory_file_is_inherited_too() {
    let value = Shared::in_memory_file([AtomicU32::new(0), AtomicU32::new(0)]).unwrap();
    run_processes(2, |index| value[index].store(1, SeqCst)).unwrap();
    assert!(value.iter().all(|one| one.load(SeqCst) == 1));
    assert!(
        Shared::in_memory_file([] as [AtomicU32; 0])
            .unwrap()
            .is_empty()
    );
}

pub(crate) fn what_is_inherited_only_has_no_descriptor() {
    let value = Shared::new(AtomicU32::new(0)).unwrap();
    assert!(value.descriptor().is_none());
}

pub(crate) fn a_memory_file_keeps_its_size() {
    let value = Shared::in_memory_file(AtomicU32::new(0)).unwrap();
    let file = value.descriptor().unwrap();
    // Were it cut, the next access would end the process by SIGBUS.
    for size in [0, 8192] {
        assert_eq!(ftruncate(file, size), Err(rustix::io::Errno::PERM));
    }
    let seals = fcntl_get_seals(file).unwrap();
    assert!(seals.contains(SealFlags::SEAL), "{seals:?}");
}

/// A file in memory of this size, sealed with this.
fn file(size: u64, seals: SealFlags) -> OwnedFd {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let file = memfd_create("test", flags).unwrap();
    ftruncate(&file, size).unwrap();
    fcntl_add_seals(&file, seals).unwrap();
    file
}

pub(crate) fn a_descriptor_of_something_else_is_refused() {
    let all = SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    let words = "the descriptor that arrived does not lead to a shared value of 4 bytes";
    let refused = |what: &str, file: OwnedFd| {
        let refused = attach::<AtomicU32>(file).unwrap_err();
        assert!(
            matches!(refused, OsError::WrongMapping { bytes: 4 }),
            "{what}"
        );
        assert_eq!(refused.to_string(), words);
    };
    let before = (open_descriptors(), shared_mappings());
    let long = Shared::in_memory_file(AtomicU64::new(0)).unwrap();
    refused("too long", duplicate(&long));
    drop(long);
    refused("too short", file(3, all));
    refused("empty", file(0, all));
    for missing in [SealFlags::SHRINK, SealFlags::GROW, SealFlags::SEAL] {
        refused("unsealed", file(4, all - missing));
    }
    refused("a directory", File::open("/").unwrap().into());
    refused("a device", File::open("/dev/zero").unwrap().into());
    refused("a program", File::open("/proc/self/exe").unwrap().into());
    refused("a pipe", rustix::pipe::pipe().unwrap().0);
    refused("a socket", Wire::pair().unwrap().0.into());
    // The control: a file like ours passes.
    assert_eq!(attach::<AtomicU32>(file(4, all)).unwrap().load(SeqCst), 0);
    assert_eq!((open_descriptors(), shared_mappings()), before);
}

/// A page that may not be written cannot be mapped for a value.
pub(crate) fn a_file_that_cannot_be_written_is_refused() {
    let all = SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    let refused = attach::<AtomicU32>(file(4, all | SealFlags::WRITE)).unwrap_err();
    assert!(
        matches!(refused, OsError::Map { bytes: 4, .. }),
        "{refused:?}"
    );
}

pub(crate) fn a_memory_file_closes_on_exec() {
    let value = Shared::in_memory_file(AtomicU32::new(0)).unwrap();
    let flags = rustix::io::fcntl_getfd(value.descriptor().unwrap()).unwrap();
    assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
}
