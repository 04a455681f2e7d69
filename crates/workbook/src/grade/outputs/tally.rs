//! What a student's rows add up to.

use crate::grade::row::{Row, Word};

/// What counts, and what is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// The points that count; none if no row counts.
    pub(crate) total: Option<u32>,
    /// Rows at which a person has yet to look.
    pub(crate) held: usize,
    /// Rows at which the grader failed.
    pub(crate) errors: usize,
}

impl Tally {
    /// The tally of some rows.
    pub(crate) fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Tally {
        let mut tally = Tally::default();
        for row in rows {
            match Standing::of(row) {
                Standing::Counts(points) => *tally.total.get_or_insert(0) += points,
                Standing::Held => tally.held += 1,
                Standing::GraderError => tally.errors += 1,
            }
        }
        tally
    }

    /// Rows whose points are open.
    pub(crate) fn open(self) -> usize {
        self.held + self.errors
    }
}

/// Whether a row counts, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts so many points.
    Counts(u32),
    /// A person has yet to look.
    Held,
    /// The grader failed.
    GraderError,
}

impl Standing {
    /// How a row stands. An error of the grader is never worth points, whatever else
    /// the row says.
    pub(crate) fn of(row: &Row) -> Standing {
        match row.counts() {
            _ if row.graded.word == Word::GraderError => Standing::GraderError,
            Some(points) => Standing::Counts(points),
            None if row.held() => Standing::Held,
            None => Standing::GraderError,
        }
    }

    /// The points, if they count.
    pub(crate) fn points(self) -> Option<u32> {
        match self {
            Standing::Counts(points) => Some(points),
            Standing::Held | Standing::GraderError => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn what_is_open_is_no_zero() {
        let mut row = fixture::row("alice", "lost-update", Word::Pass);
        assert_eq!(Standing::of(&row), Standing::Counts(10));
        row.graded.review = vec!["line 1".to_owned()];
        assert_eq!(Standing::of(&row), Standing::Held);
        row.released = Some(fixture::release());
        assert_eq!(Standing::of(&row), Standing::Counts(10));
        row.graded.word = Word::GraderError;
        assert_eq!(Standing::of(&row), Standing::GraderError);
        assert_eq!(Tally::of([&row]).total, None);
    }
}
