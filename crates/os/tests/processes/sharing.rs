//! What processes share, and what each has for itself.
//!
//! All orderings are sequentially consistent: these tests are about memory, not
//! about order.

use std::{
    fs, ptr,
    sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst},
};

use os::{ExitStatus, Shared, fork_child, run_processes};

pub(crate) fn children_see_the_value_made_before_the_fork() {
    let shared = Shared::new(AtomicU32::new(7)).unwrap();
    shared.store(8, SeqCst);
    run_processes(2, |_| assert_eq!(shared.load(SeqCst), 8)).unwrap();
}

pub(crate) fn children_add_up_in_the_parents_value() {
    let sum = Shared::new(AtomicU64::new(0)).unwrap();
    run_processes(4, |index| {
        for _ in 0..10_000 {
            sum.fetch_add(index as u64 + 1, SeqCst);
        }
    })
    .unwrap();
    assert_eq!(sum.load(SeqCst), 10_000 * (1 + 2 + 3 + 4));
}

pub(crate) fn a_value_outside_shared_memory_is_copied() {
    let local = AtomicU32::new(1);
    let shared = Shared::new(AtomicU32::new(1)).unwrap();
    run_processes(1, |_| {
        for value in [&local, &*shared] {
            value.store(2, SeqCst);
            assert_eq!(value.load(SeqCst), 2, "the child sees its own store");
        }
    })
    .unwrap();
    assert_eq!(local.load(SeqCst), 1);
    assert_eq!(shared.load(SeqCst), 2);
}

pub(crate) fn a_child_that_drops_its_mapping_leaves_the_parents_alone() {
    let mut shared = Some(Shared::new(AtomicU32::new(1)).unwrap());
    let start = format!(
        "{:x}-",
        shared
            .as_deref()
            .map_or(0, |value| ptr::from_ref(value).addr())
    );
    let is_mapped = || {
        let mappings = fs::read_to_string("/proc/self/maps").unwrap();
        mappings.lines().any(|line| line.starts_with(&start))
    };
    // The child empties its own copy of `shared`.
    let child = fork_child(|| {
        assert!(is_mapped());
        drop(shared.take());
        u8::from(is_mapped())
    });
    assert_eq!(child.unwrap().wait().unwrap(), ExitStatus::Exited(0));
    assert!(is_mapped());
    assert_eq!(shared.as_deref().map(|value| value.load(SeqCst)), Some(1));

    drop(shared);
    assert!(!is_mapped());
}

pub(crate) fn arrays_and_empty_arrays_can_be_shared() {
    let marks = Shared::new([const { AtomicU32::new(0) }; 3]).unwrap();
    let none = Shared::<[AtomicU32; 0]>::new([]).unwrap();
    run_processes(marks.len(), |index| {
        marks[index].store(index as u32 + 1, SeqCst);
    })
    .unwrap();
    let seen = marks.each_ref().map(|mark| mark.load(SeqCst));
    assert_eq!(seen, [1, 2, 3]);
    assert!(none.is_empty());
}
