//! Indices as Python has them: one below 0 counts from the end.

use std::ops::Range;

use crate::Refused;

/// The place that an index means.
pub(crate) fn place(index: i64, length: usize) -> Result<usize, Refused> {
    let from_start = if index < 0 {
        index + length as i64
    } else {
        index
    };
    let place = usize::try_from(from_start).ok();
    let place = place.filter(|place| *place < length);
    place.ok_or(Refused::IndexOutOfRange)
}

/// The place that an index means, or the nearest end.
pub(crate) fn clamp(index: i64, length: usize) -> usize {
    let from_start = if index < 0 {
        index + length as i64
    } else {
        index
    };
    usize::try_from(from_start).map_or(0, |place| place.min(length))
}

/// The places that a range means. What is out of range is left out.
pub(crate) fn within(range: Range<i64>, length: usize) -> Range<usize> {
    let start = clamp(range.start, length);
    start..clamp(range.end, length).max(start)
}
