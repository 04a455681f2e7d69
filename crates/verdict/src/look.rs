//! More than a verdict: what became of schedules that once went wrong, and what the closest
//! call is.
//!
//! A [`Look`] is asked of the same program as the verdict, in a process of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interleave::{Schedule, panic_message};
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::closest::ClosestCall;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Schedules to run again.
    pub again: Vec<Again>,
    /// Whether to look for the closest call.
    pub closest: bool,
}

/// A schedule to run again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Again {
    /// The bounds of the part that it is one of.
    pub bounds: String,
    /// The schedule.
    pub schedule: Schedule,
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// What became of each schedule, in the order in which they were asked for.
    pub again: Vec<Became>,
    /// The closest call, if it was asked for and the check has a program to look at.
    pub closest: Option<ClosestCall>,
}

/// What became of a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// The program cannot follow it any more.
    Impossible {
        /// Why.
        why: String,
    },
    /// The program can, and ends so.
    Ends {
        /// How.
        outcome: String,
        /// Whether the question allows that.
        allowed: bool,
    },
    /// The check has no such part any more.
    Forgotten,
}

impl Check {
    /// Looks at what is asked for. Nothing of it changes a verdict.
    #[must_use]
    pub fn look(&self, look: &Look) -> Looked {
        let mut parts = self.parts().iter();
        let closest = || parts.find_map(|part| part.closest.as_ref()?());
        Looked {
            again: look.again.iter().map(|again| self.again(again)).collect(),
            closest: look.closest.then(closest).flatten(),
        }
    }

    fn again(&self, again: &Again) -> Became {
        let mut same = self
            .parts()
            .iter()
            .filter(|part| part.bounds == again.bounds);
        let Some(replay) = same.find_map(|part| part.replay.as_ref()) else {
            return Became::Forgotten;
        };
        match catch_unwind(AssertUnwindSafe(|| replay(&again.schedule))) {
            Ok(Ok(run)) => Became::Ends {
                outcome: run.outcome,
                allowed: run.allowed,
            },
            Ok(Err(error)) => Became::Impossible {
                why: error.to_string(),
            },
            Err(payload) => Became::Impossible {
                why: format!("the checker gave up: {}", panic_message(&*payload)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use interleave::shuttle::sync::{Arc, thread};

    use super::*;
    use crate::interleavings;

    const BOUNDS: &str = "2 processes";

    fn check(work: fn(&AtomicU32)) -> Check {
        let body = move || {
            let counter = Arc::new(AtomicU32::new(0));
            let workers = [(); 2].map(|()| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || work(&counter))
            });
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            counter.load(SeqCst)
        };
        Check::new("counter").part(interleavings(BOUNDS, body).only([2]))
    }

    fn racy(counter: &AtomicU32) {
        let seen = counter.load(SeqCst);
        counter.store(seen + 1, SeqCst);
    }

    fn atomic(counter: &AtomicU32) {
        counter.fetch_add(1, SeqCst);
    }

    fn became(check: &Check, schedule: &str, bounds: &str) -> Became {
        let again = Again {
            bounds: bounds.to_owned(),
            schedule: schedule.parse().expect("a schedule"),
        };
        let look = Look {
            again: vec![again],
            closest: false,
        };
        let Looked { mut again, closest } = check.look(&look);
        assert_eq!(closest, None);
        again.remove(0)
    }

    #[test]
    fn a_schedule_that_went_wrong_goes_wrong_again_ends_well_or_is_impossible() {
        let ends = |outcome: &str, allowed| Became::Ends {
            outcome: outcome.to_owned(),
            allowed,
        };
        assert_eq!(became(&check(racy), "ABBA", BOUNDS), ends("1", false));
        assert_eq!(became(&check(racy), "AABB", BOUNDS), ends("2", true));
        let gone = became(&check(atomic), "ABBA", BOUNDS);
        assert!(matches!(gone, Became::Impossible { .. }), "{gone:?}");
    }

    #[test]
    fn a_schedule_of_a_part_that_is_gone_is_forgotten() {
        assert_eq!(
            became(&check(racy), "ABBA", "3 processes"),
            Became::Forgotten
        );
    }

    #[test]
    fn the_closest_call_is_looked_for_when_asked() {
        let look = Look {
            closest: true,
            ..Look::default()
        };
        let call = check(racy).look(&look).closest.expect("there is one");
        assert_eq!(call.bounds, BOUNDS);
        assert_eq!(call.moments.len(), 1);
    }
}
