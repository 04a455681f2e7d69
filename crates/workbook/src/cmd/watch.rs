//! `workbook watch`: checks an exercise again whenever its file is saved.

mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use anyhow::{Context, bail};
use verdict::{Certificate, Verdict};

use crate::book::unless_interrupted;
use crate::exercise::history::Told;
use crate::exercise::progress::Progress;
use crate::exercise::watch::{Ended, News, Running, saves};
use crate::exercise::{self, Exercise, Libraries};
use crate::{Answer, workspace};

/// The arguments of `workbook watch`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Save your file, and the verdict appears, beside the one of before. Ctrl-C ends.

Examples:
  cargo workbook watch                 the exercise that comes next, and then
                                       whichever you save
  cargo workbook watch lost-update     this one, and no other
  cargo workbook watch --plain         sentences, for a screen reader

The exit code is 0, or 2 if nothing can be watched or checked.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder; without it the one in whose folder
    /// you stand, or else the first that is not verified
    name: Option<String>,
}

pub(crate) fn run(args: Args, plain: bool) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let root = root
        .canonicalize()
        .with_context(|| format!("cannot find {}", root.display()))?;
    let all = exercise::all(&root)?;
    let first = match &args.name {
        Some(name) => exercise::find(&root, name)?,
        None => match exercise::here(&root)?.or_else(|| next(&root, &all, None).cloned()) {
            Some(exercise) => exercise,
            None => bail!("all exercises are verified; name one: cargo workbook watch NAME"),
        },
    };
    let all = match args.name {
        Some(_) => vec![first.clone()],
        None => all,
    };
    let running = Running::new(&root);
    let ours = running.clone();
    let work = move || Watch::new(root, all, plain, ours).run(first);
    let watched = unless_interrupted(work);
    // Nothing is left behind, however it ends.
    running.close();
    match watched? {
        Some(why) => why.map(|never| match never {}),
        // Ctrl-C is how watching ends.
        None => Ok(Answer::Yes),
    }
}

/// The first exercise that is not verified, other than this one.
fn next<'a>(root: &Path, all: &'a [Exercise], but: Option<&Exercise>) -> Option<&'a Exercise> {
    let progress = Progress::read(root);
    all.iter()
        .filter(|exercise| but.is_none_or(|but| but.name != exercise.name))
        .find(|exercise| {
            let present = progress.present(root, exercise);
            present.is_none_or(|found| found.verdict != Verdict::Verified)
        })
}

/// What never comes: watching ends by Ctrl-C, or by an error.
enum Never {}

/// A verdict, and what became of the schedules of before.
struct Found {
    certificate: Certificate,
    told: Told,
}

/// The check that runs.
struct Now {
    number: u64,
    exercise: Exercise,
    /// The digest of the file as it was read.
    source: String,
    /// When it was saved; nothing for the first check, which nobody saved anything for.
    saved: Option<SystemTime>,
}

struct Watch {
    root: PathBuf,
    all: Vec<Exercise>,
    plain: bool,
    running: Running,
    /// Where the libraries are, as a check is told: Cargo is asked once, and not at each
    /// save, when it may be busy with something else.
    libraries: String,
    now: Option<Now>,
    /// What was shown last, by the name of the exercise.
    shown: BTreeMap<String, Certificate>,
}

impl Watch {
    fn new(root: PathBuf, all: Vec<Exercise>, plain: bool, running: Running) -> Watch {
        Watch {
            root,
            all,
            plain,
            running,
            libraries: String::new(),
            now: None,
            shown: BTreeMap::new(),
        }
    }

    fn run(mut self, first: Exercise) -> anyhow::Result<Never> {
        let (send, news) = channel();
        // Watched from before the first check, so that no save falls between.
        let _watched = saves(&self.root.join("exercises"), send.clone())?;
        anstream::println!("Watching {} (Ctrl-C ends)", first.answer().display());
        self.libraries = serde_json::to_string(&Libraries::build(&self.root)?)?;
        self.check(first, None, &send)?;
        for news in news {
            match news {
                News::Saved(path) => {
                    let at = SystemTime::now();
                    let is_its = |exercise: &&Exercise| self.root.join(exercise.answer()) == path;
                    if let Some(exercise) = self.all.iter().find(is_its).cloned() {
                        self.check(exercise, Some(at), &send)?;
                    }
                }
                News::Checked(ended) => self.show(&ended)?,
            }
        }
        bail!("files are not watched any more")
    }

    /// Begins to check an exercise, unless its file is as it was.
    fn check(
        &mut self,
        exercise: Exercise,
        noticed: Option<SystemTime>,
        send: &Sender<News>,
    ) -> anyhow::Result<()> {
        let path = self.root.join(exercise.answer());
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                // An editor may be about to put it there; then there is more news.
                anstream::eprintln!("{} cannot be read: {error}", exercise.answer().display());
                return Ok(());
            }
        };
        let source = exercise.digest(&text);
        let last = match &self.now {
            Some(now) if now.exercise.name == exercise.name => Some(&now.source),
            _ => self.shown.get(&exercise.name).map(|found| &found.source),
        };
        if last == Some(&source) {
            return Ok(());
        }
        let mut command = Command::new(env::current_exe().context("cannot find this program")?);
        command
            .current_dir(&self.root)
            .args(["check", "--json", "--libraries", &self.libraries])
            .arg(&exercise.name);
        let started = self.running.start(command, send.clone());
        let number = started.context("cannot start the check")?;
        self.now = Some(Now {
            number,
            exercise,
            source,
            saved: noticed.map(|noticed| saved(&path, noticed)),
        });
        Ok(())
    }

    /// Shows what a check has found, unless another has begun since.
    fn show(&mut self, ended: &Ended) -> anyhow::Result<()> {
        let is_this = |now: &mut Now| now.number == ended.number;
        let Some(now) = self.now.take_if(is_this) else {
            return Ok(());
        };
        if !ended.is_answer {
            anstream::eprintln!("{}", ended.stderr.trim_end());
            return Ok(());
        }
        let found = Found {
            certificate: serde_json::from_str(&ended.stdout)
                .context("the check printed what is no certificate")?,
            told: serde_json::from_str(&ended.stdout).unwrap_or_default(),
        };
        let before = self.shown.get(&now.exercise.name);
        let shown = shown::Shown {
            exercise: &now.exercise,
            found: &found,
            before,
            root: &self.root,
            plain: self.plain,
        };
        let mut text = shown.text();
        if let Some(saved) = now.saved {
            let since = saved.elapsed().unwrap_or_default();
            text.push_str(&format!("{:.1} s after you saved.\n", since.as_secs_f64()));
        }
        if found.certificate.verdict == Verdict::Verified {
            text.push_str(&self.further(&now.exercise));
        }
        anstream::print!("{text}");
        self.shown.insert(now.exercise.name, found.certificate);
        Ok(())
    }

    /// What to do after an exercise is verified.
    fn further(&self, done: &Exercise) -> String {
        let name = &done.name;
        let closest = format!("The closest call:  cargo workbook check {name} --closest\n");
        let Ok(all) = exercise::all(&self.root) else {
            return closest;
        };
        let next = next(&self.root, &all, Some(done));
        let next = next.map(|next| {
            let name = &next.name;
            let file = next.answer();
            match self.all.len() {
                1 => format!("Next:  cargo workbook watch {name}\n"),
                _ => format!(
                    "Next:  {name}, checked here as soon as you save\n       {}\n",
                    file.display()
                ),
            }
        });
        closest + &next.unwrap_or_else(|| "All exercises are verified.\n".to_owned())
    }
}

/// When a file was saved, if that was just now. A file may keep the time of another that
/// it was copied from.
fn saved(path: &Path, noticed: SystemTime) -> SystemTime {
    let written = fs::metadata(path).and_then(|about| about.modified());
    let is_recent = |written: &SystemTime| {
        noticed
            .duration_since(*written)
            .is_ok_and(|since| since < Duration::from_secs(2))
    };
    written.ok().filter(is_recent).unwrap_or(noticed)
}
