//! The races of an execution: steps that conflict, and could have come in the
//! other order.

use crate::model::clock::Clock;
use crate::model::execution::{Event, Execution, Pending};
use crate::model::footprint::{Footprint, Key, Relation, Touch};
use crate::model::op::{Op, Status, View, Who};
use crate::model::state::{State, Verb};
use crate::step::Process;

/// A race, and how to get to its reversal.
pub(super) struct Race {
    /// The event that is to come later: the sequence begins just before it.
    pub(super) before: usize,
    /// All events after it that do not happen after it, then the step that is to
    /// come earlier.
    pub(super) sequence: Vec<(Process, Footprint)>,
}

/// A step that might have come earlier: one that was taken, one that a process still
/// waits to take, or one that a process no longer had to take because it was woken.
struct Later<'a> {
    process: Process,
    op: Option<Op>,
    waited: Option<&'a [(usize, u32)]>,
    who: Who,
    base: &'a Clock,
    /// What it touches, if that does not depend on when it is taken.
    always: Option<&'a Footprint>,
}

/// Whether it hangs on several objects what the step is. Elsewhere it may conflict
/// with steps with which it does not conflict here, so that each of their orders has
/// to be looked at: its races are looked for in every execution that has it.
fn hangs_on_several(event: &Event) -> bool {
    let verb = event.op.map(|op| op.verb);
    event.waited.is_some()
        || matches!(
            verb,
            Some(Verb::FutexWait { .. } | Verb::Receive | Verb::TryReceive)
        )
}

/// The races whose later step is one of the events from `fresh` on, or is still
/// waited for.
pub(super) fn races(execution: &Execution, fresh: usize, relation: Relation) -> Vec<Race> {
    let mut found = Vec::new();
    for (n, event) in execution.proper_events().iter().enumerate() {
        if n < fresh && !hangs_on_several(event) {
            continue;
        }
        let simple = event.waited.is_none()
            && event
                .op
                .is_none_or(|op| matches!(op.verb, Verb::Load | Verb::Store | Verb::Unlock));
        let later = Later {
            process: event.process,
            op: event.op,
            waited: event.waited.as_deref(),
            who: event.who,
            base: &event.base,
            always: simple.then_some(&event.footprint),
        };
        for touched in &event.touched {
            let here = (touched.object, touched.writes);
            later.look_back(execution, relation, here, touched.previous, &mut found);
        }
    }
    for granted in execution.granted.iter().filter(|one| one.event >= fresh) {
        let later = Later {
            process: granted.who.process,
            op: Some(granted.op),
            waited: None,
            who: granted.who,
            base: &granted.base,
            always: None,
        };
        let here = (granted.op.object, true);
        later.look_back(execution, relation, here, Some(granted.event), &mut found);
    }
    for process in execution.unfinished() {
        let Pending::Op(op) = execution.pending(process) else {
            continue;
        };
        let waited = execution.spins_for(process);
        let later = Later {
            process,
            op: Some(op),
            waited,
            who: execution.who(process),
            base: execution.clock(process),
            always: None,
        };
        let spun_for = waited.unwrap_or_default().iter().map(|&(object, _)| object);
        let mut objects: Vec<usize> = op.objects().chain(spun_for).collect();
        objects.sort_unstable();
        objects.dedup();
        for object in objects {
            let last = execution.last(object);
            later.look_back(execution, relation, (object, true), last, &mut found);
        }
    }
    found
}

impl Later<'_> {
    /// Looks for races with the events that touched an object, from this one back.
    fn look_back(
        &self,
        execution: &Execution,
        relation: Relation,
        (object, writes): (usize, bool),
        mut at: Option<usize>,
        found: &mut Vec<Race>,
    ) {
        let key = execution.key(object);
        let mine = Touch { key, writes };
        let mut races_with_a_read = false;
        while let Some(before) = at {
            let earlier = &execution.events[before];
            let there = earlier.touched(object).expect("it is in the chain");
            at = there.previous;
            let theirs = Touch {
                key,
                writes: there.writes,
            };
            if !relation.conflict(theirs, mine) || before >= execution.proper_events().len() {
                continue;
            }
            if earlier.is_known_to(self.base) {
                if there.writes && relation.is_whole() {
                    // So is all that happens before it.
                    return;
                }
                continue;
            }
            if there.writes && races_with_a_read {
                // The read lies between: it is reversed first.
                return;
            }
            let Some(footprint) = self.without(execution, earlier) else {
                continue;
            };
            if !footprint.conflicts(&earlier.footprint, relation) {
                // Without that event it would do something else, which does not
                // conflict with it.
                continue;
            }
            found.push(Race {
                before,
                sequence: self.sequence(execution, before, footprint),
            });
            if there.writes {
                return;
            }
            races_with_a_read = true;
        }
    }

    /// What the step would touch without an event and all that happens after it,
    /// if it could be taken then.
    fn without(&self, execution: &Execution, event: &Event) -> Option<Footprint> {
        if let Some(always) = self.always {
            return Some(always.clone());
        }
        let view = Without { execution, event };
        let same = |&(object, version): &(usize, u32)| view.version(object) == version;
        if self.waited.is_some_and(|objects| objects.iter().all(same)) {
            return None;
        }
        match self.op?.look(&view, self.who) {
            Status::Enabled(footprint) => Some(match self.waited {
                None => footprint,
                Some(objects) => execution.with_looks(footprint, objects),
            }),
            Status::Blocked | Status::Local => None,
        }
    }

    fn sequence(
        &self,
        execution: &Execution,
        before: usize,
        footprint: Footprint,
    ) -> Vec<(Process, Footprint)> {
        let earlier = &execution.events[before];
        execution.proper_events()[before + 1..]
            .iter()
            .filter(|event| !earlier.is_known_to(&event.clock))
            .map(|event| (event.process, event.footprint.clone()))
            .chain([(self.process, footprint)])
            .collect()
    }
}

/// The objects as they would be without an event and all that happens after it.
struct Without<'a> {
    execution: &'a Execution,
    event: &'a Event,
}

impl Without<'_> {
    /// The first write to an object that is not there, with what it found.
    fn first_gone(&self, object: usize) -> Option<(&State, u32)> {
        let mut at = self.execution.last(object);
        let mut gone = None;
        while let Some(event) = at.map(|at| &self.execution.events[at]) {
            let touched = event.touched(object).expect("it is in the chain");
            if self.event.is_known_to(&event.clock)
                && let Some(past) = &touched.past
            {
                gone = Some((&past.state, past.version));
            }
            at = touched.previous;
        }
        gone
    }

    fn version(&self, object: usize) -> u32 {
        self.first_gone(object)
            .map_or_else(|| self.execution.version(object), |(_, version)| version)
    }
}

impl View for Without<'_> {
    fn state(&self, object: usize) -> &State {
        self.first_gone(object)
            .map_or_else(|| self.execution.state(object), |(state, _)| state)
    }

    fn key(&self, object: usize) -> Key {
        self.execution.key(object)
    }
}
