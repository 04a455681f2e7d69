//! Doing what a plan says, so that a kill at any point loses nothing.
//!
//! First every content is written aside, then the plan. Until the plan is there, nothing
//! has changed. From then on each step can be done again: one that was done finds its work
//! in place. So whoever comes after a kill does the whole plan from its start. A file that
//! somebody has changed meanwhile is kept before it is replaced.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::compare::{KEPT, digest_of, read};
use super::plan::{Plan, Step};
use crate::workspace;

/// The folder of an update that has not ended, in the private one.
const UPDATE: &str = "update";

/// The plan in that folder. It is written last, and removed first.
const PLAN: &str = "plan.json";

/// Writes a plan and everything that it needs aside.
///
/// # Errors
///
/// If it cannot be written; then nothing has changed.
pub(super) fn stage(folder: &Path, plan: &Plan) -> anyhow::Result<()> {
    let aside = aside(folder);
    clear(&aside)?;
    fs::create_dir_all(&aside).with_context(|| format!("cannot make {}", aside.display()))?;
    for (digest, bytes) in &plan.contents {
        write(&aside.join(digest), bytes)?;
    }
    write(&aside.join(PLAN), &serde_json::to_vec(plan)?)?;
    sync(&aside)
}

/// Whether an update of this folder was begun and has not ended.
pub(super) fn is_unfinished(folder: &Path) -> bool {
    aside(folder).join(PLAN).is_file()
}

/// Does the plan that was staged, and clears it away. It calls `done` after each step.
///
/// # Errors
///
/// If a file cannot be written; the plan stays, to be done again.
pub(super) fn apply(folder: &Path, mut done: impl FnMut(usize, usize)) -> anyhow::Result<Plan> {
    let aside = aside(folder);
    let at = aside.join(PLAN);
    let json = fs::read(&at).with_context(|| format!("cannot read {}", at.display()))?;
    let plan: Plan = serde_json::from_slice(&json).with_context(|| {
        let aside = aside.display();
        format!(
            "{} cannot be read; remove {aside} to begin again",
            at.display()
        )
    })?;
    for (number, step) in plan.steps.iter().enumerate() {
        match step {
            Step::Put { path, digest, over } => {
                put(folder, &plan, path, digest, over.as_deref())?;
            }
            Step::Remove { path, digest } => remove(folder, &plan, path, digest)?,
        }
        done(number + 1, plan.steps.len());
    }
    clear(&aside)?;
    Ok(plan)
}

fn put(
    folder: &Path,
    plan: &Plan,
    path: &str,
    digest: &str,
    over: Option<&str>,
) -> anyhow::Result<()> {
    let now = digest_of(folder, path)?;
    if now.as_deref() == Some(digest) {
        return Ok(());
    }
    if now.is_some() && now.as_deref() != over {
        keep(folder, plan, path)?;
    }
    let to = folder.join(path);
    let staged = aside(folder).join(digest);
    let bytes = fs::read(&staged).with_context(|| format!("cannot read {}", staged.display()))?;
    let inside = to.parent().unwrap_or(folder);
    let place = || -> std::io::Result<()> {
        fs::create_dir_all(inside)?;
        workspace::write(&to, &bytes)
    };
    place().with_context(|| format!("cannot write {}", to.display()))?;
    sync(inside)
}

fn remove(folder: &Path, plan: &Plan, path: &str, digest: &str) -> anyhow::Result<()> {
    let at = folder.join(path);
    match digest_of(folder, path)? {
        None => return Ok(()),
        Some(now) if now == digest => {}
        Some(_) => keep(folder, plan, path)?,
    }
    fs::remove_file(&at).with_context(|| format!("cannot remove {}", at.display()))?;
    // A folder that still holds something stays.
    let above = Path::new(path).ancestors().skip(1);
    for empty in above.filter(|above| !above.as_os_str().is_empty()) {
        if fs::remove_dir(folder.join(empty)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Keeps a file that was changed after the plan was made, under a name that nothing has.
fn keep(folder: &Path, plan: &Plan, path: &str) -> anyhow::Result<()> {
    let Some(bytes) = read(folder, path)? else {
        return Ok(());
    };
    for number in 1..1000 {
        let name = format!("{KEPT}{}/changed-meanwhile-{number}/{path}", plan.edition);
        match read(folder, &name)? {
            Some(kept) if kept == bytes => return Ok(()),
            Some(_) => {}
            None => {
                let to = folder.join(name);
                let inside = to.parent().unwrap_or(folder);
                fs::create_dir_all(inside)
                    .with_context(|| format!("cannot make {}", inside.display()))?;
                write(&to, &bytes)?;
                return sync(inside);
            }
        }
    }
    bail!("{path} was changed too often while it was updated; move your copies elsewhere")
}

fn aside(folder: &Path) -> PathBuf {
    workspace::state(folder).join(UPDATE)
}

/// Removes what was staged: the plan first, for without it the rest means nothing.
fn clear(aside: &Path) -> anyhow::Result<()> {
    let remove = || -> std::io::Result<()> {
        let plan = aside.join(PLAN);
        if plan.exists() {
            fs::remove_file(&plan)?;
        }
        if aside.exists() {
            fs::remove_dir_all(aside)?;
        }
        Ok(())
    };
    remove().with_context(|| format!("cannot clear {}", aside.display()))
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    workspace::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes the names in a folder last. Where folders cannot be opened, they need it not.
fn sync(folder: &Path) -> anyhow::Result<()> {
    if cfg!(unix) {
        let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
        synced.with_context(|| format!("cannot write {}", folder.display()))?;
    }
    ensure!(folder.is_dir(), "{} is gone", folder.display());
    Ok(())
}
