//! What is read while another process writes it: whole, or half old and half new.
#![allow(
    clippy::missing_panics_doc,
    reason = "the slices are as long as the arrays"
)]

use super::array::Array;
use super::locks::guard::hold;
use super::raw_array::RawArray;
use super::structure::Struct;
use crate::Fields;

// ANCHOR: raw_slice
/// Replaces all elements, without a lock.
pub fn replace_raw(array: &RawArray<u32, 2>) {
    array.set_slice(0, &[1, 1]).unwrap();
}

/// Copies all elements, without a lock.
pub fn copy_raw(array: &RawArray<u32, 2>) -> Vec<u32> {
    array.slice(0..2)
}
// ANCHOR_END: raw_slice

// ANCHOR: slice
/// Replaces all elements, under the lock.
pub fn replace(array: &Array<u32, 2>) {
    array.set_slice(0, &[1, 1]).unwrap();
}

/// Replaces one element after the other, each under the lock.
pub fn replace_one_by_one(array: &Array<u32, 2>) {
    array.set(0, 1).unwrap();
    array.set(1, 1).unwrap();
}

/// Copies all elements, under the lock.
pub fn copy(array: &Array<u32, 2>) -> Vec<u32> {
    array.slice(0..2)
}
// ANCHOR_END: slice

// ANCHOR: point
/// A place that moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Fields)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Up.
    pub y: i32,
}
// ANCHOR_END: point

// ANCHOR: fields
/// Moves the point, field by field. Each access takes the lock.
pub fn moves(point: &Struct<Point>) {
    point.set_x(1);
    point.set_y(1);
}

/// Looks where the point is, field by field. Each access takes the lock.
pub fn looks(point: &Struct<Point>) -> (i32, i32) {
    (point.x(), point.y())
}
// ANCHOR_END: fields

// ANCHOR: at_once
/// Moves the point, and holds the lock from one field to the other.
pub fn moves_at_once(point: &Struct<Point>) {
    let _guard = hold(point.get_lock());
    moves(point);
}

/// Looks where the point is, and holds the lock from one field to the other.
pub fn looks_at_once(point: &Struct<Point>) -> (i32, i32) {
    let _guard = hold(point.get_lock());
    looks(point)
}
// ANCHOR_END: at_once
