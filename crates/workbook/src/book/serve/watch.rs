//! Noticing that a file of the book has changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context;
use notify_debouncer_mini::notify::{
    self, Event, EventHandler, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind,
};
use notify_debouncer_mini::{Config, DebounceEventResult, Debouncer, new_debouncer_opt};

use crate::claims;

/// How long nothing must have happened: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// The files of the book, watched.
pub(super) struct Watched {
    events: Receiver<DebounceEventResult>,
    root: PathBuf,
    /// Watches until it is dropped.
    _debouncer: Debouncer<Changes>,
}

/// Watches everything that makes the book: its folder, and the sources that were
/// compiled into this program.
///
/// # Errors
///
/// If this machine cannot watch them.
pub(super) fn start(root: &Path) -> anyhow::Result<Watched> {
    let root = root
        .canonicalize()
        .with_context(|| format!("cannot find {}", root.display()))?;
    let (send, events) = channel();
    let config = Config::default().with_timeout(QUIET);
    let mut debouncer = new_debouncer_opt::<_, Changes>(config, send)
        .context("cannot watch files on this machine")?;
    let mut folders = BTreeSet::from([root.join("book")]);
    for (path, _) in claims::sources() {
        folders.extend(root.join(path).parent().map(Path::to_owned));
    }
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        debouncer
            .watcher()
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
    }
    Ok(Watched {
        events,
        root,
        _debouncer: debouncer,
    })
}

impl Watched {
    /// Waits for the next change, and names a file that has changed. `None` when
    /// nothing is watched any more.
    pub(super) fn next(&self) -> Option<String> {
        loop {
            let first = self.events.recv().ok()?;
            // What came meanwhile is answered by the same build.
            let all = std::iter::once(first).chain(self.events.try_iter());
            let changed = all.flatten().flatten().map(|event| event.path);
            // Where stock mdBook builds.
            let built = self.root.join("book/build");
            if let Some(path) = changed.filter(|path| !path.starts_with(&built)).last() {
                let path = path.strip_prefix(&self.root).unwrap_or(&path);
                return Some(path.display().to_string());
            }
        }
    }
}

/// A watcher that is silent about reading. The build reads all that is watched
/// and would wake itself for ever.
#[derive(Debug)]
pub(crate) struct Changes(RecommendedWatcher);

impl Watcher for Changes {
    fn new<F: EventHandler>(mut handler: F, config: notify::Config) -> notify::Result<Changes> {
        let changes_only = move |event: notify::Result<Event>| {
            if !event.as_ref().is_ok_and(|event| event.kind.is_access()) {
                handler.handle_event(event);
            }
        };
        RecommendedWatcher::new(changes_only, config).map(Changes)
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        self.0.watch(path, mode)
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        self.0.unwatch(path)
    }

    fn configure(&mut self, config: notify::Config) -> notify::Result<bool> {
        self.0.configure(config)
    }

    fn kind() -> WatcherKind {
        RecommendedWatcher::kind()
    }
}
