//! The facade of the shuttle world.

crate::model::facade! { crate::shuttle::back::Shuttle }

/// Atomics, all orderings run as `SeqCst`.
pub mod atomic {
    crate::model::atomic::atomics! {
        crate::shuttle::back::Shuttle, std,
        load: |cell, order| cell.load(order), load_bool: |cell, order| cell.load(order),
        store: |cell, value, order| cell.store(value, order),
        AtomicI8 i8; AtomicI16 i16; AtomicI32 i32; AtomicI64 i64; AtomicIsize isize;
        AtomicU8 u8; AtomicU16 u16; AtomicU32 u32; AtomicU64 u64; AtomicUsize usize;
    }
}
