//! The facade of the loom world.

crate::model::facade! { crate::loom::back::Loom }

/// Atomics, `SeqCst` accesses encoded as read-modify-writes.
pub mod atomic {
    // Why the two encodings: see the module above.
    crate::model::atomic::atomics! {
        crate::loom::back::Loom, loom,
        load: |cell, order| match order {
            Ordering::SeqCst => cell.fetch_add(0, Ordering::SeqCst),
            weaker => cell.load(weaker),
        },
        load_bool: |cell, order| match order {
            Ordering::SeqCst => cell.fetch_or(false, Ordering::SeqCst),
            weaker => cell.load(weaker),
        },
        store: |cell, value, order| match order {
            Ordering::SeqCst => { cell.swap(value, Ordering::SeqCst); }
            weaker => cell.store(value, weaker),
        },
        AtomicI8 i8; AtomicI16 i16; AtomicI32 i32; AtomicI64 i64; AtomicIsize isize;
        AtomicU8 u8; AtomicU16 u16; AtomicU32 u32; AtomicU64 u64; AtomicUsize usize;
    }
}
