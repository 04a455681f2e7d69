//! References are counted: by process, in items and on their way. With the last one the
//! object goes, and with the manager and all proxies here the server.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use handles::entries;
use handles::live::pickle::{for_message, from_message};
use handles::live::{Context, Entry};
use libtest_mimic::Trial;
use manager::live::{Client, ListProxy, Manager, ManagerError, QueueProxy};
use manager::server::Kinds;
use manager::{Makes, ProxyError};
use tempfile::TempDir;

use super::case::{Outcome, wait_for_ever};
use super::words::{
    both, dies, ends_well, goes_well, is_alive, is_gone, nothing_is_left_at, started, wait_until,
};

pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = manager::serves![kinds];
    entries.extend(entries![holds, holds_what_comes, leaves]);
    entries
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("the last reference takes the object along", last_one),
        both("a reference in an object counts", in_an_object),
        both("a reference on its way counts", on_its_way),
        both("a process that has ended is forgotten", forgotten),
        both("a child that lives keeps its objects", child),
        both("a second server keeps nothing of the first one", second),
        both("proxies alone keep the server", kept),
        both(
            "proxies in other processes do not keep the server",
            not_kept,
        ),
        both("a fork with 50 proxies", fifty),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Its file is there as long as it lives.
struct Witness(PathBuf);

impl Witness {
    fn new(file: PathBuf) -> Self {
        fs::write(&file, "").expect("the folder is there");
        Witness(file)
    }

    fn is_there(&self) -> bool {
        self.0.exists()
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        // With its folder the file is gone, too.
        let _ = fs::remove_file(&self.0);
    }
}

manager::exposed! {
    /// Shows whether an object lives.
    proxy WitnessProxy for Witness as "Witness" {
        fn new(file: PathBuf) -> Self;
        fn is_there(&self) -> bool;
    }
}

type Seen = WitnessProxy<Client>;

fn kinds() -> Kinds {
    Kinds::of_every_server().with_type::<Witness>()
}

/// A manager, and a place for files.
struct Place {
    manager: Manager,
    folder: TempDir,
}

impl Place {
    fn new(context: Context) -> Result<Place, libtest_mimic::Failed> {
        let manager = Manager::builder(context).kinds(kinds).start()?;
        nothing_is_left_at(manager.address());
        let folder = tempfile::tempdir()?;
        Ok(Place { manager, folder })
    }

    fn witness(&self, name: &str) -> Result<Seen, ProxyError> {
        self.manager
            .registered::<Witness>((self.folder.path().join(name),))
    }

    /// Whether it lives. All calls of this thread go one way, so the server has heard by
    /// now of all that it has dropped.
    fn lives(&self, name: &str) -> Result<bool, ProxyError> {
        self.manager.list::<u8>([])?.len()?;
        Ok(self.folder.path().join(name).exists())
    }

    fn goes(&self, name: &str) {
        wait_until(|| !self.folder.path().join(name).exists());
    }
}

fn last_one(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let (one, other) = (place.witness("one")?, place.witness("other")?);
    let again = one.clone();
    drop(one);
    assert!(again.is_there()? && place.lives("one")?);
    drop(again);
    assert!(!place.lives("one")?);
    assert!(other.is_there()?);
    Ok(())
}

fn in_an_object(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let inner = place.manager.list([place.witness("it")?])?;
    let outer = place.manager.list([inner.clone()])?;
    drop(inner);
    assert!(place.lives("it")?);
    let found = outer.get(0)?.get(0)?;
    outer.clear()?;
    assert!(found.is_there()? && place.lives("it")?);
    drop(found);
    assert!(!place.lives("it")?);
    Ok(())
}

fn on_its_way(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let witness = place.witness("it")?;
    let pickled = for_message(&witness)?;
    drop(witness);
    assert!(place.lives("it")?);
    let witness: Seen = from_message(&pickled)?;
    assert!(witness.is_there()?);
    drop(witness);
    assert!(!place.lives("it")?);
    Ok(())
}

type Held = (Seen, QueueProxy<Option<Seen>>);

fn holds((witness, comes): Held) -> anyhow::Result<()> {
    anyhow::ensure!(witness.is_there()?);
    comes.put(&None)?;
    wait_for_ever()
}

fn holds_what_comes(
    (told, comes): (QueueProxy<bool>, QueueProxy<Option<Seen>>),
) -> anyhow::Result<()> {
    let witness = comes.get()?;
    told.put(&true)?;
    comes.get()?;
    anyhow::ensure!(witness.is_some_and(|witness| witness.is_there().is_ok_and(|there| there)));
    Ok(())
}

/// However it ends: killed here, and by returning in the next case.
fn forgotten(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let comes = place.manager.queue(0)?;
    let witness = place.witness("it")?;
    let child = started(context.process(holds, (witness.clone(), comes.clone())))?;
    comes.get()?;
    drop(witness);
    assert!(place.lives("it")?, "the child has it");
    dies(child)?;
    place.goes("it");
    Ok(())
}

/// What was sent to it through another object it has by itself.
fn child(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let (told, comes) = (place.manager.queue(0)?, place.manager.queue(0)?);
    let child = started(context.process(holds_what_comes, (told.clone(), comes.clone())))?;
    comes.put(&Some(place.witness("it")?))?;
    told.get()?;
    assert!(place.lives("it")?);
    comes.put(&None)?;
    ends_well(child)?;
    place.goes("it");
    Ok(())
}

/// Forked, it is at first a process with all that this one has.
fn second(context: Context) -> Outcome {
    let place = Place::new(context)?;
    let witness = place.witness("it")?;
    let second = super::words::manager(context)?;
    drop(witness);
    place.goes("it");
    second.list([1])?;
    Ok(())
}

/// In CPython the manager goes when nobody has its name, and its server with it.
fn kept(context: Context) -> Outcome {
    let start = || -> Result<_, ManagerError> {
        let manager = Manager::start(context)?;
        nothing_is_left_at(manager.address());
        Ok(manager)
    };
    let lock = start()?.lock()?;
    let manager = start()?;
    let (pid, list) = (
        manager.pid().ok_or("it was started here")?,
        manager.list([1])?,
    );
    drop(manager);
    drop(lock.hold()?);
    let again = list.clone();
    drop(list);
    assert_eq!(again.to_vec()?, [1]);
    assert!(is_alive(pid));
    drop(again);
    assert!(!is_alive(pid));
    Ok(())
}

fn leaves((list, go): (ListProxy<u32>, handles::live::Queue<()>)) -> anyhow::Result<()> {
    list.append(&1)?;
    go.put(&())?;
    while !is_gone(&list.len()) {
        std::thread::yield_now();
    }
    Ok(())
}

fn not_kept(context: Context) -> Outcome {
    let manager = super::words::manager(context)?;
    let list = manager.list([])?;
    let go = context.queue(None)?;
    let child = started(context.process(leaves, (list.clone(), go.clone())))?;
    go.get()?;
    drop((manager, list));
    ends_well(child)
}

fn nothing(_: Option<Vec<ListProxy<u32>>>) {}

/// Prints what it costs, and asks only that it works.
fn fifty(context: Context) -> Outcome {
    let times = 20;
    let cost = || -> Result<_, libtest_mimic::Failed> {
        let begin = Instant::now();
        for _ in 0..times {
            // A forked child has them by itself.
            goes_well(Context::new(handles::StartMethod::Fork).process(nothing, None))?;
        }
        Ok(begin.elapsed() / times)
    };
    let without = cost()?;
    let manager = super::words::manager(context)?;
    let lists: Vec<_> = (0..50)
        .map(|_| manager.list([1_u32]))
        .collect::<Result<_, _>>()?;
    let with = cost()?;
    eprintln!("a fork and its end: {without:?}, with 50 proxies of one manager {with:?}");
    for list in &lists {
        assert_eq!(list.to_vec()?, [1]);
    }
    Ok(())
}
