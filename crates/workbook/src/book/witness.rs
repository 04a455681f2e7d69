//! `{{#witness ID}}`: an execution as a table that can be stepped through, and
//! `{{#schedule ID}}`: its schedule alone.
//!
//! The table is complete by itself; `theme/js/stepper.js` only adds controls.

use interleave::{Action, Model, Row, Step, Witness};
use verdict::PartResult;

use super::args::Args;
use super::html::{count, escape, thousands};
use super::outcomes::first_line;
use super::register::{Entry, outcome};

/// The witness that the arguments ask for, with its part.
fn chosen<'a>(entry: &'a Entry, args: &Args<'_>) -> Result<(&'a PartResult, &'a Witness), String> {
    let part = entry.part(args.part.unwrap_or(1))?;
    let decisive = part.witness.as_ref();
    let witness = match args.outcome {
        None => decisive.ok_or_else(|| {
            format!(
                "no execution decides {} of `{}`; name one, as in `outcome=11`",
                part.bounds, entry.claim.id
            )
        })?,
        Some(name) => {
            let found = outcome(part, name)?;
            // The decisive witness is the one whose harm is marked.
            decisive
                .filter(|witness| witness.outcome == found.outcome)
                .or(found.witness.as_ref())
                .ok_or_else(|| format!("{} records no steps", part.model.words()))?
        }
    };
    Ok((part, witness))
}

/// The schedule, inside a line.
///
/// # Errors
///
/// If there is no such witness, or it has no schedule: what to tell the author.
pub(crate) fn schedule(entry: &Entry, args: &Args<'_>) -> Result<String, String> {
    let (part, witness) = chosen(entry, args)?;
    let schedule = witness
        .schedule()
        .ok_or_else(|| format!("an execution of {} has no schedule", part.model.words()))?;
    Ok(format!("<code>{schedule}</code>"))
}

/// The witness as a figure with this id.
///
/// # Errors
///
/// If there is no such witness: what to tell the author.
pub(crate) fn figure(entry: &Entry, args: &Args<'_>, id: &str) -> Result<String, String> {
    let (part, witness) = chosen(entry, args)?;
    let rows = witness.rows();
    let head: String = witness
        .processes()
        .iter()
        .map(ToString::to_string)
        .chain(
            witness
                .shared()
                .iter()
                .map(|object| object.name.to_string()),
        )
        .map(|name| format!("<th scope=\"col\">{}</th>", escape(&name)))
        .collect();
    let body: String = rows
        .iter()
        .map(|row| line(witness, row, &witness.steps[row.step], rows.len()))
        .collect();
    Ok(format!(
        "<figure class=\"witness\" id=\"{}\"><lu-stepper><figcaption>{}</figcaption>\n\
         <div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Schedule, step by step\"><table>\n\
         <thead><tr><th scope=\"col\">step</th>{head}<th scope=\"col\">line</th></tr></thead>\n\
         <tbody>\n{body}</tbody></table></div>\n\
         {}<p class=\"verdict\">{}</p></lu-stepper></figure>",
        escape(id),
        caption(part, witness),
        lines(witness),
        ending(entry, witness),
    ))
}

/// The lines of source that the steps stand on, with their text.
fn lines(witness: &Witness) -> String {
    let Ok(root) = crate::workspace::root() else {
        return String::new();
    };
    let known: String = witness
        .lines_in(&root)
        .into_iter()
        .filter_map(|(place, text)| Some((place, text?)))
        .map(|(place, text)| {
            let place = escape(&place.to_string());
            let text = escape(&text);
            format!("<div><dt><code>{place}</code></dt><dd><code>{text}</code></dd></div>\n")
        })
        .collect();
    if known.is_empty() {
        return known;
    }
    format!("<dl class=\"lines\">\n{known}</dl>\n")
}

fn caption(part: &PartResult, witness: &Witness) -> String {
    let of = part
        .outcomes
        .iter()
        .find(|found| found.outcome == witness.outcome);
    let such = of.map_or(0, |found| found.executions);
    let all = part.executions;
    let among = match part.model {
        Model::Interleavings => count(all, "inequivalent interleaving"),
        Model::Unreduced => count(all, "interleaving"),
        Model::Sampled => count(all, "sampled interleaving"),
        Model::Loom => format!("{} that loom explored", count(all, "execution")),
        Model::Replayed | Model::Stress => count(all, "run"),
    };
    let ends = ends(&witness.outcome);
    let one = if such == 1 {
        format!("the only one that {}", ends.replacen("Ends", "ends", 1))
    } else {
        let end = ends.replacen("Ends", "end", 1);
        format!("one of the {} that {end}", thousands(such))
    };
    escape(&format!("{}: {one}, among {among}", part.bounds))
}

fn line(witness: &Witness, row: &Row, step: &Step, of: usize) -> String {
    let who = row.process.to_string();
    let mut says = format!(
        "Step {} of {of}. {who} {} ({}, line {}).",
        row.number,
        does(witness, row, step),
        row.place.file_name(),
        row.place.line
    );
    let mut mark = String::new();
    let mut class = "";
    if let Some(note) = &row.harm {
        says.push_str(&format!(" This does the harm: {note}."));
        mark = format!("<br><span class=\"mark\">{}</span>", escape(note));
        class = " class=\"harm\"";
    }
    let acts: String = witness
        .processes()
        .iter()
        .map(|process| match *process == row.process {
            true => format!("<td><code>{}</code>{mark}</td>", escape(&row.says)),
            false => "<td></td>".to_owned(),
        })
        .collect();
    let holds: String = row
        .shared
        .iter()
        .zip(&row.changed)
        .map(|(value, changed)| match changed {
            true => format!("<td><b>{}</b></td>", escape(value)),
            false => format!("<td>{}</td>", escape(value)),
        })
        .collect();
    format!(
        "<tr{class} data-process=\"{}\" data-says=\"{}\"><th scope=\"row\">{}</th>{acts}{holds}\
         <td><code>{}</code></td></tr>\n",
        escape(&who),
        escape(&says),
        row.number,
        escape(&row.place.to_string()),
    )
}

/// What a step does, to follow the name of its process in a sentence.
fn does(witness: &Witness, row: &Row, step: &Step) -> String {
    let name = step
        .object
        .map_or("", |object| &*witness.objects[object].name);
    match &step.action {
        Action::Load { seen } => format!("loads {name} and sees {seen}"),
        Action::Store { stored } => format!("stores {stored} in {name}"),
        Action::Update {
            name: op,
            seen,
            stored,
        } => {
            format!("does {op} on {name}, which goes from {seen} to {stored}")
        }
        Action::CompareExchange {
            seen,
            stored: Some(stored),
            ..
        } => {
            format!("finds {seen} in {name}, as it expected, and puts {stored} there")
        }
        Action::CompareExchange { seen, expected, .. } => {
            format!("finds {seen} in {name}, not {expected} as it expected, and changes nothing")
        }
        Action::Lock | Action::Enter => format!("takes {name}"),
        Action::Unlock | Action::Leave => format!("gives {name} back"),
        Action::Read => format!("reads {name}"),
        Action::Write => format!("writes {name}"),
        Action::Told { words, .. } => format!("calls {name}: {words}"),
        // The row has words for every kind of step.
        _ => format!("takes the step: {}", row.says),
    }
}

/// How an execution ends, as a sentence without its full stop.
fn ends(outcome: &str) -> String {
    let outcome = first_line(outcome);
    match outcome.split_once(": ") {
        Some((stuck @ ("deadlock" | "livelock"), waits)) => format!("Ends in a {stuck}: {waits}"),
        Some((panic, message)) if panic.starts_with("panic in ") => {
            format!("Ends in a {panic}: {message}")
        }
        _ => format!("Ends with {outcome}"),
    }
}

fn ending(entry: &Entry, witness: &Witness) -> String {
    let ends = escape(&ends(&witness.outcome));
    let id = escape(entry.claim.id);
    match witness.schedule() {
        Some(schedule) => format!(
            "{ends}. Schedule <code>{schedule}</code>, replay it: \
             <code>cargo workbook replay {id} {schedule}</code>"
        ),
        None => format!(
            "{ends}. This is an execution of loom's: under its memory model the order of the \
             steps does not determine what each of them reads, so it has no schedule."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_end_makes_a_sentence() {
        assert_eq!(ends("11"), "Ends with 11");
        assert_eq!(ends("(1, 0)"), "Ends with (1, 0)");
        assert_eq!(
            ends("deadlock: A waits for lock, which it holds itself (a.rs:1)"),
            "Ends in a deadlock: A waits for lock, which it holds itself (a.rs:1)"
        );
        assert_eq!(
            ends("livelock: A loops until ready changes (a.rs:1)"),
            "Ends in a livelock: A loops until ready changes (a.rs:1)"
        );
        assert_eq!(ends("panic in A: no\nmore"), "Ends in a panic in A: no");
    }
}
