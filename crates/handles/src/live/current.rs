//! Who this process is, and who its children are.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// A process, as others know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its process id.
    pub pid: u32,
    /// Its name, such as `Process-1`.
    pub name: String,
}

/// What a process knows of itself.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) name: String,
    /// Which child of which parent it is, as `2:1`; nothing in the main process.
    numbers: String,
    pub(super) parent: Option<Member>,
    pub(super) daemon: bool,
    /// Children that were started and of whose end nobody has heard yet.
    children: Vec<Member>,
    /// How many processes it has made.
    made: u64,
}

impl Current {
    /// A process that has just been started.
    pub(super) fn child(name: String, numbers: String, parent: Member, daemon: bool) -> Current {
        Current {
            name,
            numbers,
            parent: Some(parent),
            daemon,
            children: Vec::new(),
            made: 0,
        }
    }

    pub(super) fn started(&mut self, child: Member) {
        self.children.push(child);
    }

    pub(super) fn ended(&mut self, pid: u32) {
        self.children.retain(|child| child.pid != pid);
    }

    /// The numbers of the next process: it has those of all its ancestors in it.
    pub(super) fn next_numbers(&mut self) -> String {
        self.made += 1;
        match self.numbers.as_str() {
            "" => self.made.to_string(),
            ancestors => format!("{ancestors}:{}", self.made),
        }
    }
}

static CURRENT: Mutex<Option<Current>> = Mutex::new(None);

/// Runs something on what this process knows of itself.
pub(super) fn with<R>(run: impl FnOnce(&mut Current) -> R) -> R {
    // Nothing of ours panics while it is held.
    let mut current: MutexGuard<'_, _> = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    run(current.get_or_insert_with(|| Current {
        name: "MainProcess".into(),
        numbers: String::new(),
        parent: None,
        daemon: false,
        children: Vec::new(),
        made: 0,
    }))
}

/// Makes this process the child that it is.
pub(super) fn become_child(child: Current) {
    with(|current| *current = child);
}

/// This process.
#[must_use]
pub fn current_process() -> Member {
    Member {
        pid: std::process::id(),
        name: with(|current| current.name.clone()),
    }
}

/// The process that started this one; none in the main process.
#[must_use]
pub fn parent_process() -> Option<Member> {
    with(|current| current.parent.clone())
}

/// The children of this process that were started and have not been found to have ended.
#[must_use]
pub fn active_children() -> Vec<Member> {
    with(|current| current.children.clone())
}
