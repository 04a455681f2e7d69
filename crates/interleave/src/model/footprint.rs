//! What a step touches, and which steps conflict.
//!
//! Two steps of different processes are *independent* if swapping them, where
//! they are neighbours, can be seen by nobody. Here they are if no object is
//! touched by both, or only read by both. All else is *dependent*: a conflict.
//!
//! Whether a step reads or writes is looked up in the state at hand. A
//! compare-exchange that would fail reads, and so does a `try_lock` of a lock that
//! is held: independence is conditional on the state (Katz and Peled, *Defining
//! conditional independence using collapses*, 1992).

use crate::step::{Kind, Process};

/// An object, by a name that is the same in every execution: what it is, who made
/// it, and how many that process had made before.
///
/// The order in which objects are made hangs on the schedule as soon as children
/// make some, so a number over all of them would not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u32);

impl Key {
    /// Stands for every object at once.
    const EVERYTHING: Key = Key(u32::MAX);

    /// The object of this kind that this process made after `number` others.
    ///
    /// # Panics
    ///
    /// If a process makes more than half a million objects.
    pub(crate) fn new(kind: Kind, maker: Process, number: usize) -> Key {
        assert!(
            number < 1 << 19,
            "a process makes more shared objects than the checker can tell apart"
        );
        let number = u32::try_from(number).expect("it was just compared");
        let maker = u32::try_from(maker.index()).expect("there are few processes");
        Key((kind as u32) << 24 | maker << 19 | number)
    }

    /// The object of another kind that belongs to this one.
    pub(crate) fn as_kind(self, kind: Kind) -> Key {
        Key(self.0 & 0x00ff_ffff | (kind as u32) << 24)
    }

    /// What the object is.
    fn kind(self) -> u32 {
        self.0 >> 24
    }
}

/// An object that a step reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) key: Key,
    pub(crate) writes: bool,
}

/// All objects that a step touches. Nearly always it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Footprint {
    first: Touch,
    more: Option<Box<[Touch]>>,
}

impl Footprint {
    /// Touches one object.
    pub(crate) fn one(key: Key, writes: bool) -> Footprint {
        Footprint {
            first: Touch { key, writes },
            more: None,
        }
    }

    /// Touches these objects as well.
    pub(crate) fn and(mut self, others: impl IntoIterator<Item = Touch>) -> Footprint {
        let before = self.more.take().map(Vec::from).unwrap_or_default();
        let mut more: Vec<Touch> = before;
        for other in others {
            let known = std::iter::once(&mut self.first).chain(more.iter_mut());
            match known.into_iter().find(|touch| touch.key == other.key) {
                Some(touch) => touch.writes |= other.writes,
                None => more.push(other),
            }
        }
        self.more = (!more.is_empty()).then(|| more.into());
        self
    }

    /// What nobody declared may do anything: it is dependent on everything.
    pub(crate) fn everything() -> Footprint {
        Footprint::one(Key::EVERYTHING, true)
    }

    /// The objects touched, each once.
    pub(crate) fn touches(&self) -> impl Iterator<Item = Touch> + '_ {
        let more = self.more.as_deref().unwrap_or_default();
        std::iter::once(self.first).chain(more.iter().copied())
    }

    /// Whether a step with this footprint is dependent on one, by another process,
    /// with the other.
    pub(crate) fn conflicts(&self, other: &Footprint, relation: Relation) -> bool {
        if self.more.is_none() && other.more.is_none() {
            return relation.conflict(self.first, other.first);
        }
        self.touches().any(|mine| {
            other
                .touches()
                .any(|theirs| relation.conflict(mine, theirs))
        })
    }
}

/// The dependency relation of the search. The whole one, unless a test breaks it
/// on purpose to see that somebody notices.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Relation {
    missing: Option<Conflict>,
}

/// A kind of conflict: two steps that touch an object of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What the object is.
    pub object: Kind,
    /// Whether both write it. If not, one of them does.
    pub both_write: bool,
}

impl Relation {
    /// The relation without one kind of conflict: unsound, for tests.
    pub(crate) fn without(missing: Conflict) -> Relation {
        Relation {
            missing: Some(missing),
        }
    }

    /// Whether nothing is missing.
    pub(crate) fn is_whole(self) -> bool {
        self.missing.is_none()
    }

    /// Whether the two touches, of different processes, conflict.
    #[inline]
    pub(crate) fn conflict(self, first: Touch, second: Touch) -> bool {
        if first.key != second.key {
            return first.key == Key::EVERYTHING || second.key == Key::EVERYTHING;
        }
        (first.writes || second.writes)
            && self.missing.is_none_or(|missing| {
                missing.object as u32 != first.key.kind()
                    || missing.both_write != (first.writes && second.writes)
            })
    }
}
