//! Chapter 6: pools of processes, and what people do with them: count, stop early, find
//! the first.
//!
//! Reading order: `workers` (a pool, as a model); what goes wrong in it and what does not:
//! `counting`, `error_flag`, `find_first`, `one_list`, `at_most`; then `killing` (workers
//! that may be killed, as a model), `terminating`, `dead_worker`. The pool of real
//! processes is in `live`.
//!
//! # Platforms
//!
//! The models are there on every system. The pool itself needs Linux; elsewhere `real`
//! and `live` are absent, on purpose.

mod claims;
#[cfg(target_os = "linux")]
pub mod live;

pub use claims::CLAIMS;

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod workers;
    pub mod counting;
    pub mod error_flag;
    pub mod find_first;
    pub mod killing;
    pub mod terminating;
    pub mod dead_worker;
    pub mod one_list;
    pub mod at_most;
}
