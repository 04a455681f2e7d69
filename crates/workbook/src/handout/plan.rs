//! What an update has to do.
//!
//! Each file is looked at in three states: as it was handed out, as it stands, and as it is
//! handed out now. What the student did not touch follows the hand-out. An answer stays
//! what the student made it; if its starter has changed, the new one is put beside it. Of
//! any other file that both have changed, the new one takes the place, since the rest of
//! the workbook is built on it, and the student's goes into a folder of kept files.
//!
//! An exercise is known by its name. If its number has changed, its folder moves, with
//! everything that the student has put into it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Record;
use super::compare::{BESIDE, KEPT, read};
use super::contents::{slashed, walk};
use super::record::{FILE, digest};

/// What the student is told of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum News {
    /// It is new.
    Added,
    /// It was replaced by the new one.
    Replaced,
    /// It was missing, and is there again.
    Restored,
    /// It is no part of the workbook any more, and was removed.
    Removed,
    /// The student's; it is here now.
    MovedTo(String),
    /// The student's answer stays; the new starter is here.
    StarterBeside(String),
    /// The student's version is here now.
    KeptAt(String),
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Step {
    /// Put a staged file into its place.
    Put {
        /// Where.
        path: String,
        /// The digest of what is put there.
        digest: String,
        /// The digest of what stands there, if anything does.
        over: Option<String>,
    },
    /// Remove a file.
    Remove {
        /// Which.
        path: String,
        /// The digest of what stands there.
        digest: String,
    },
}

/// What an update has to do, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// The number of the new hand-out.
    pub(super) edition: u64,
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// What the student is told, by the path of the file.
    pub(super) news: BTreeMap<String, News>,
    /// The contents to put, by their digests. They are staged, and not in the plan's file.
    #[serde(skip)]
    pub(super) contents: BTreeMap<String, Vec<u8>>,
}

/// A file as it stands.
struct Present {
    /// Where it stands.
    at: String,
    /// What is in it.
    bytes: Vec<u8>,
    /// Its digest.
    digest: String,
    /// Its digest when it was handed out, if it was.
    handed_out: Option<String>,
}

/// Plans to bring `folder`, which began as the hand-out `old`, to `new`.
///
/// # Errors
///
/// If a file of the folder cannot be read.
pub(super) fn plan(
    folder: &Path,
    old: Option<&Record>,
    new: &Record,
    files: &BTreeMap<String, Vec<u8>>,
) -> anyhow::Result<Plan> {
    let moves = Moves::between(old, new);
    let mut present = present(folder, old, new, &moves)?;
    let mut plan = Plan {
        edition: new.edition,
        ..Plan::default()
    };
    for (path, digest) in &new.files {
        let found = present.remove(path);
        let is_answer = new.is_answer(path);
        let missing = match old {
            Some(old) if old.files.contains_key(path) => Some(News::Restored),
            Some(_) => Some(News::Added),
            None => None,
        };
        match found {
            Some(found) => plan.file(path, digest, &files[path], found, is_answer),
            None => {
                plan.put(path, &files[path], None);
                if let Some(news) = missing {
                    plan.tell(path, news);
                }
            }
        }
    }
    for (path, found) in present {
        plan.leftover(&path, found, &moves);
    }
    let record = &files[FILE];
    let over = read(folder, FILE)?.map(|bytes| digest(&bytes));
    plan.put(FILE, record, over);
    Ok(plan)
}

impl Plan {
    /// A file that is handed out now.
    fn file(&mut self, path: &str, new: &str, bytes: &[u8], found: Present, is_answer: bool) {
        let moved = found.at != path;
        let over = (!moved).then(|| found.digest.clone());
        let was = found.handed_out.as_deref();
        if found.digest == new {
            if moved {
                self.put(path, bytes, None);
            }
        } else if was == Some(&found.digest) {
            self.put(path, bytes, over);
            self.tell(path, News::Replaced);
        } else if is_answer || was == Some(new) {
            if moved {
                self.put(path, &found.bytes, None);
                self.tell(&found.at, News::MovedTo(path.to_owned()));
            }
            if was != Some(new) {
                let beside = format!("{path}{BESIDE}{}", self.edition);
                self.put(&beside, bytes, None);
                self.tell(path, News::StarterBeside(beside));
            }
        } else {
            self.keep(&found);
            self.put(path, bytes, over);
        }
        if moved {
            self.remove(&found);
        }
    }

    /// A file that is not handed out now.
    fn leftover(&mut self, path: &str, found: Present, moves: &Moves) {
        if found.handed_out.as_ref() == Some(&found.digest) {
            self.tell(&found.at, News::Removed);
            self.remove(&found);
        } else if found.handed_out.is_none() && !moves.is_gone(&found.at) {
            // The student's own, in a folder that has moved.
            self.put(path, &found.bytes, None);
            self.tell(&found.at, News::MovedTo(path.to_owned()));
            self.remove(&found);
        } else {
            self.keep(&found);
            self.remove(&found);
        }
    }

    /// Keeps a file of the student's that cannot stay in its place.
    fn keep(&mut self, found: &Present) {
        let kept = format!("{KEPT}{}/{}", self.edition, found.at);
        self.put(&kept, &found.bytes, None);
        self.tell(&found.at, News::KeptAt(kept));
    }

    fn put(&mut self, path: &str, bytes: &[u8], over: Option<String>) {
        let digest = digest(bytes);
        self.contents.insert(digest.clone(), bytes.to_vec());
        self.steps.push(Step::Put {
            path: path.to_owned(),
            digest,
            over,
        });
    }

    fn remove(&mut self, found: &Present) {
        self.steps.push(Step::Remove {
            path: found.at.clone(),
            digest: found.digest.clone(),
        });
    }

    fn tell(&mut self, path: &str, news: News) {
        self.news.insert(path.to_owned(), news);
    }
}

/// Everything in the folder that the update may touch, by the path that it will have.
fn present(
    folder: &Path,
    old: Option<&Record>,
    new: &Record,
    moves: &Moves,
) -> anyhow::Result<BTreeMap<String, Present>> {
    let handed_out = old.map(|old| &old.files);
    let mut paths: BTreeSet<String> = handed_out
        .into_iter()
        .flat_map(BTreeMap::keys)
        .cloned()
        .collect();
    paths.extend(new.files.keys().cloned());
    for exercise in moves.0.keys() {
        for file in walk(folder, Path::new(exercise))? {
            paths.insert(slashed(&file)?);
        }
    }
    let mut present = BTreeMap::new();
    for at in paths {
        if let Some(bytes) = read(folder, &at)? {
            let found = Present {
                digest: digest(&bytes),
                bytes,
                handed_out: handed_out.and_then(|files| files.get(&at)).cloned(),
                at: at.clone(),
            };
            present.insert(moves.to(&at), found);
        }
    }
    Ok(present)
}

/// The folders of exercises that stand elsewhere now, or nowhere.
struct Moves(BTreeMap<String, Option<String>>);

impl Moves {
    fn between(old: Option<&Record>, new: &Record) -> Moves {
        let folder = |answer: &str| -> Option<String> {
            let mut parts = answer.split('/');
            Some(format!("{}/{}", parts.next()?, parts.next()?))
        };
        let mut moves = BTreeMap::new();
        for (name, answer) in old.into_iter().flat_map(|old| &old.answers) {
            let now = new.answers.get(name).and_then(|answer| folder(answer));
            if let Some(was) = folder(answer)
                && now.as_ref() != Some(&was)
            {
                moves.insert(was, now);
            }
        }
        Moves(moves)
    }

    fn find<'a>(&'a self, path: &'a str) -> Option<(&'a str, Option<&'a str>)> {
        let mut moves = self.0.iter();
        moves.find_map(|(was, now)| {
            let rest = path.strip_prefix(was.as_str())?.strip_prefix('/')?;
            Some((rest, now.as_deref()))
        })
    }

    /// Where a file stands after the update.
    fn to(&self, path: &str) -> String {
        match self.find(path) {
            Some((rest, Some(now))) => format!("{now}/{rest}"),
            _ => path.to_owned(),
        }
    }

    /// Whether the exercise of this file is no part of the workbook any more.
    fn is_gone(&self, path: &str) -> bool {
        matches!(self.find(path), Some((_, None)))
    }
}
