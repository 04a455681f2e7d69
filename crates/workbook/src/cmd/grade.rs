//! `workbook grade`: grades a class.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Subcommand;
use clap::builder::RangedU64ValueParser;
use sandbox::{Limits, Sandbox, Unboxed};

use crate::grade::accept::accept;
use crate::grade::judge::RUNNING;
use crate::grade::merge::merge;
use crate::grade::outputs::summary::{Summary, count};
use crate::grade::outputs::{diff, show};
use crate::grade::place::Selection;
use crate::grade::plan::Anew;
use crate::grade::row::Released;
use crate::grade::run::{Asked, Ran, run as grade};
use crate::grade::seeds::{Secret, usual_place};
use crate::grade::shard::Shard;
use crate::grade::stop;
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook grade`.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
DIR has a folder for each student. Of each exercise one file is taken from it:
exercises/NN-name/src/FILE, NN-name/src/FILE or name/src/FILE; if one exercise is
graded, also src/FILE or FILE. Nothing else is read, and nothing in DIR is changed.

What was found is kept in OUT/results. A run that was stopped goes on where it was
when you give the same command again. OUT/gradebook.csv is the grade book,
OUT/feedback has a text for each student, OUT/README.md names the rest.

Examples:
  cargo workbook grade submissions --out grades
  cargo workbook grade submissions --out grades-1 --exercise lost-update
  cargo workbook grade submissions --out part-1 --seed secret --shard 1/2
  cargo workbook grade merge part-1 part-2 --out grades
  cargo workbook grade accept grades anna lost-update --by Grace --why 'read it'
  cargo workbook grade regrade submissions --out grades --student anna
  cargo workbook grade show grades

The exit code is 0 if every answer is graded, and 2 if the grader failed of one: its
cell stays empty, and the next run tries it again."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    grade: Grade,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check some answers anew, and say what that changes
    Regrade(Regrade),
    /// Release an answer that was held for a person to look at
    Accept(Accept),
    /// Make one grade book of those of the shards
    Merge(Merge),
    /// Say what came out, once more
    Show(show::Args),
    /// Say what two grade books tell apart
    Diff(diff::Args),
}

#[derive(clap::Args, Debug)]
struct Grade {
    #[command(flatten)]
    common: Common,
    /// Grade only this exercise, by name, number or folder (may be repeated)
    #[arg(long, value_name = "NAME")]
    exercise: Vec<String>,
    /// Grade only this student, by the name of the folder (may be repeated)
    #[arg(long, value_name = "NAME")]
    student: Vec<String>,
    /// Grade only this part of the class: 1/4 is the first of four
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Check every answer anew, and say what that changes
    #[arg(long)]
    fresh: bool,
}

#[derive(clap::Args, Debug)]
#[command(after_help = "\
What is checked anew, and what that changes, is printed. All other answers keep their
results. The other arguments are those of the first run.

Examples:
  cargo workbook grade regrade submissions --out grades
  cargo workbook grade regrade submissions --out grades --exercise lost-update
  cargo workbook grade regrade submissions --out grades --student anna")]
struct Regrade {
    #[command(flatten)]
    common: Common,
    /// Only answers to this exercise, by name, number or folder (may be repeated)
    #[arg(long, value_name = "NAME")]
    exercise: Vec<String>,
    /// Only answers of this student, by the name of the folder (may be repeated)
    #[arg(long, value_name = "NAME")]
    student: Vec<String>,
}

/// What a run needs, whatever it is for. What is required is not there only where another
/// verb is: the command line is not read without it otherwise.
#[derive(clap::Args, Debug)]
struct Common {
    /// The folder with a folder for each student
    #[arg(required = true)]
    dir: Option<PathBuf>,
    /// The folder to write grades to
    #[arg(long, required = true)]
    out: Option<PathBuf>,
    /// How many answers to check at a time; as many as there are processors, if not said
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// The file of the secret that checks draw their numbers by; made if it is not there
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Processor time of a check, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = RangedU64ValueParser::<u64>::new().range(1..=86_400))]
    cpu: Option<u64>,
    /// Time on the clock of a check, in seconds; ten times the other, if not said
    #[arg(long, value_name = "SECONDS", value_parser = RangedU64ValueParser::<u64>::new().range(1..=86_400))]
    wall: Option<u64>,
    /// Memory of a check, in MiB
    #[arg(long, value_name = "MIB", value_parser = RangedU64ValueParser::<u64>::new().range(16..=1 << 20))]
    memory: Option<u64>,
    /// Use this box, and not the strongest that holds: bubblewrap+launcher or launcher
    #[arg(long, value_name = "NAME", conflicts_with = "unsandboxed")]
    sandbox: Option<String>,
    /// Use no box: answers may then do whatever you may. It is said in every row
    #[arg(long)]
    unsandboxed: bool,
}

impl Common {
    fn out(&self) -> anyhow::Result<&Path> {
        let out = self.out.as_deref();
        out.context("name the folder to write grades to: --out OUT")
    }
}

#[derive(clap::Args, Debug)]
#[command(after_help = "\
An answer is held if it names what an answer seldom needs: `cargo workbook grade show
OUT` lists those, with the reasons. Read the answer, and if it is honest, release it.
Its points count from then on; who released it and why is kept in OUT/audit.jsonl.

Example:
  cargo workbook grade accept grades anna lost-update --by Grace --why 'read it'")]
struct Accept {
    /// The folder of the grades
    out: PathBuf,
    /// The student, by the name of the folder
    student: String,
    /// The exercise, by name, number or folder
    exercise: String,
    /// Who you are
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why it counts
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(clap::Args, Debug)]
#[command(after_help = "\
The folders must have been graded by the same workbook, compiler, limits and secret
(--seed), for the same exercises. The result is as if all had been graded in one.

Example:
  cargo workbook grade merge part-1 part-2 part-3 --out grades")]
struct Merge {
    /// The folders of the parts
    #[arg(required = true)]
    from: Vec<PathBuf>,
    /// The folder to write grades to
    #[arg(long)]
    out: PathBuf,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    match args.verb {
        Some(Verb::Regrade(args)) => regrade(args),
        Some(Verb::Accept(args)) => release(args),
        Some(Verb::Merge(args)) => {
            let book = merge(&args.from, &args.out)?;
            tell(&Summary::of(&book), &args.out)
        }
        Some(Verb::Show(args)) => show::run(&args),
        Some(Verb::Diff(args)) => diff::run(&args),
        None => {
            let args = args.grade;
            let root = workspace::root()?;
            let selection = Selection {
                exercises: named(&root, &args.exercise)?,
                students: sorted(args.student),
                shard: args.shard,
            };
            let anew = args.fresh.then(Anew::default);
            grade_class(&root, args.common, selection, anew)
        }
    }
}

fn regrade(args: Regrade) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let out = args.common.out()?;
    let selection = Selection::of(out)?.with_context(|| {
        let out = out.display();
        format!("{out} has no grades yet; `cargo workbook grade DIR --out {out}` makes them")
    })?;
    let exercises = named(&root, &args.exercise)?;
    for name in &exercises {
        ensure!(
            selection.exercises.is_empty() || selection.exercises.contains(name),
            "{name} was not graded in {}",
            out.display()
        );
    }
    let anew = Anew {
        exercises: exercises.into_iter().collect(),
        students: args.student.into_iter().collect(),
    };
    grade_class(&root, args.common, selection, Some(anew))
}

fn release(args: Accept) -> anyhow::Result<Answer> {
    let exercise = exercise::find(&workspace::root()?, &args.exercise)?.name;
    let Accept { by, why, .. } = args;
    accept(&args.out, &args.student, &exercise, Released { by, why })?;
    anstream::println!("released: its points count now");
    Ok(Answer::Yes)
}

/// The exercises of these names, by name.
fn named(root: &Path, asked: &[String]) -> anyhow::Result<Vec<String>> {
    let found = asked.iter().map(|name| exercise::find(root, name));
    let names: anyhow::Result<Vec<String>> = found.map(|one| Ok(one?.name)).collect();
    Ok(sorted(names?))
}

/// Each once, in order.
fn sorted(names: Vec<String>) -> Vec<String> {
    let names: BTreeSet<String> = names.into_iter().collect();
    names.into_iter().collect()
}

fn grade_class(
    root: &Path,
    args: Common,
    selection: Selection,
    anew: Option<Anew>,
) -> anyhow::Result<Answer> {
    let class = args.dir.clone().context("name the folder of the class")?;
    let out = args.out()?.to_owned();
    let sandbox = held_by(&args)?;
    let place = args.seed.clone().unwrap_or_else(|| usual_place(root));
    let (secret, is_new) = Secret::at(&place)?;
    if is_new {
        anstream::eprintln!(
            "a secret was made: {}. Checks draw their numbers by it; keep a copy, and show \
             it to no student",
            place.display()
        );
    }
    let is_anew = anew.is_some();
    let processors = std::thread::available_parallelism();
    let jobs = args.jobs.or(processors.ok());
    let stop = stop::when_asked()?;
    let ran = grade(&Asked {
        root,
        running: limits(&args),
        class,
        out: out.clone(),
        selection,
        anew,
        sandbox: &*sandbox,
        secret,
        jobs: jobs.map_or(1, NonZeroUsize::get),
        stop: &stop,
    })?;
    report(&ran, is_anew);
    let answer = tell(&Summary::of(&ran.book), &out)?;
    ensure!(
        ran.failed.is_empty(),
        "the grader failed of some answers; what it once found of them stays"
    );
    Ok(answer)
}

/// What holds the answers.
fn held_by(args: &Common) -> anyhow::Result<Box<dyn Sandbox>> {
    if args.unsandboxed {
        anstream::eprintln!("sandbox: none. Answers may do whatever you may; every row says so");
        return Ok(Box::new(Unboxed));
    }
    let probed = sandbox::probe();
    let took = probed.took.as_millis();
    for tried in &probed.tried {
        match &tried.outcome {
            Ok(_) => anstream::eprintln!("sandbox: {} holds", tried.name),
            Err(flaw) => anstream::eprintln!("sandbox: {} {flaw}", tried.name),
        }
    }
    let refused = "grading without a box is dangerous, and is done only if you ask for it by \
                   --unsandboxed";
    let Some(asked) = &args.sandbox else {
        let strongest = probed.strongest().context(refused)?;
        anstream::eprintln!(
            "sandbox: {} is used (probed in {took} ms)",
            strongest.name()
        );
        return Ok(strongest);
    };
    let mut tried = probed.tried.into_iter();
    let Some(found) = tried.find(|tried| tried.name == asked) else {
        bail!("there is no box {asked}; the lines above name those there are");
    };
    match found.outcome {
        Ok(sandbox) => Ok(sandbox),
        Err(flaw) => bail!("{asked} {flaw}"),
    }
}

/// What a check may use up.
fn limits(args: &Common) -> Limits {
    let cpu = args.cpu.map_or(RUNNING.cpu, Duration::from_secs);
    Limits {
        cpu,
        wall: args.wall.map_or(cpu * 10, Duration::from_secs),
        memory: args.memory.map_or(RUNNING.memory, |memory| memory << 20),
        ..RUNNING
    }
}

/// What is about this run, and not about the grades.
fn report(ran: &Ran, is_anew: bool) {
    if !ran.ignored.is_empty() {
        let shown: Vec<_> = ran.ignored.iter().take(5).collect();
        anstream::eprintln!(
            "ignored, for they are no folders of students: {shown:?}{}",
            match ran.ignored.len() - shown.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            }
        );
    }
    anstream::eprintln!(
        "{} checked, {} known from before",
        count(ran.checked, "answer"),
        ran.kept
    );
    for path in &ran.changed {
        anstream::eprintln!(
            "somebody had changed a file; it was kept: {}",
            path.display()
        );
    }
    for (exercise, why) in &ran.failed {
        anstream::eprintln!(
            "the grader failed of an answer to {exercise}: {}",
            why.trim()
        );
    }
    if let Some(before) = ran.before.as_ref().filter(|_| is_anew) {
        anstream::println!("{}", diff::Difference::between(before, &ran.book).text());
    }
}

/// Prints what came out.
fn tell(summary: &Summary, out: &Path) -> anyhow::Result<Answer> {
    anstream::print!("{}", summary.text());
    anstream::println!("\nThe grade book: {}", out.join("gradebook.csv").display());
    if summary.grader_failed() {
        bail!("the grader failed of some answers; their cells are empty");
    }
    Ok(Answer::Yes)
}
