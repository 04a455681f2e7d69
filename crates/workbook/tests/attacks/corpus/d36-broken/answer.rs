//! Not Rust.

pub struct Counter { value: 
