//! Ranges of indices, where one below 0 counts from the end.

use std::ops::{Bound, Range, RangeBounds};

/// The same range, from its first index to the one after its last. After `-1` there is no
/// index that is not out of range: the greatest stands for it.
pub(super) fn range(range: impl RangeBounds<i64>) -> Range<i64> {
    let after = |index: i64| match index {
        -1 => i64::MAX,
        _ => index.saturating_add(1),
    };
    let start = match range.start_bound() {
        Bound::Included(first) => *first,
        Bound::Excluded(before) => after(*before),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(last) => after(*last),
        Bound::Excluded(end) => *end,
        Bound::Unbounded => i64::MAX,
    };
    start..end
}
