//! One page: its directives expanded, and what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use super::directive::{self, Code, Directive};
use super::problem::{Problem, Spot};
use super::register::{Register, did_you_mean};
use super::{args, claim, course, include, number, outcomes, witness};

/// A page as its author wrote it.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// Its file, as messages name it.
    pub(crate) file: &'a str,
    /// The folder of its file: includes are relative to it.
    pub(crate) folder: &'a Path,
    /// Its Markdown.
    pub(crate) text: &'a str,
}

/// A page with its directives expanded.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
    /// The claims it cites, and where.
    pub(crate) cited: Vec<(String, Spot)>,
}

/// Every directive there is, mdBook's own among them.
const KNOWN: [&str; 10] = [
    "claim",
    "outcomes",
    "witness",
    "number",
    "schedule",
    "timings",
    "misconceptions",
    "include",
    "rustdoc_include",
    "title",
];

/// Expands a page.
pub(crate) fn expand(page: &Page<'_>, register: &Register) -> Expanded {
    let code = directive::code(page.text);
    let mut work = Work {
        page,
        register,
        ids: BTreeMap::new(),
        out: Expanded::default(),
    };
    for block in &code {
        work.compiled(block);
    }
    let mut done = 0;
    for found in directive::find(page.text) {
        let inside = code
            .iter()
            .any(|code| code.range.contains(&found.range.start));
        work.plain(&page.text[done..found.range.start], done, &code);
        done = found.range.end;
        let as_it_is = &page.text[found.range.clone()];
        let text = match found.escaped {
            true => Ok(as_it_is.to_owned()),
            false => work.directive(&found, inside),
        };
        match text {
            Ok(text) => work.out.text.push_str(&text),
            Err(what) => {
                work.refuse(found.range.start, format!("`{as_it_is}`: {what}"));
                // Kept where it does no harm and left out elsewhere, so that
                // nothing stumbles over it a second time.
                if inside {
                    work.out.text.push('\\');
                    work.out.text.push_str(as_it_is);
                }
            }
        }
    }
    work.plain(&page.text[done..], done, &code);
    work.out
}

struct Work<'a> {
    page: &'a Page<'a>,
    register: &'a Register,
    /// How often each id was used on this page.
    ids: BTreeMap<String, usize>,
    out: Expanded,
}

impl Work<'_> {
    fn spot(&self, byte: usize) -> Spot {
        Spot::new(self.page.file, directive::line(self.page.text, byte))
    }

    fn refuse(&mut self, byte: usize, what: impl Into<String>) {
        let spot = self.spot(byte);
        self.out.problems.push(Problem::at(spot, what));
    }

    /// Text between directives: nothing in it may look like one.
    fn plain(&mut self, text: &str, from: usize, code: &[Code]) {
        for (at, _) in text.match_indices("{{#") {
            let byte = from + at;
            if !code.iter().any(|code| code.range.contains(&byte)) {
                self.refuse(byte, "a directive begins here and does not end on its line");
            }
        }
        self.out.text.push_str(text);
    }

    /// Rust on a page must come from a file that is compiled and checked.
    fn compiled(&mut self, block: &Code) {
        let info = block.info.as_deref().unwrap_or_default();
        let language = info.split([',', ' ']).next().unwrap_or_default();
        if !matches!(language, "rust" | "rs") {
            return;
        }
        let only_includes = block.text.lines().all(|line| {
            let line = line.trim();
            matches!(
                directive::find(line).as_slice(),
                [only] if only.range == (0..line.len())
                    && !only.escaped
                    && matches!(only.name, "include" | "rustdoc_include")
            )
        });
        if block.text.trim().is_empty() || !only_includes {
            self.refuse(
                block.range.start,
                "rust code on a page must be included from a file that is compiled: \
                 write `{{#include …}}` alone between the fences, or use another language",
            );
        }
    }

    fn directive(&mut self, found: &Directive<'_>, inside: bool) -> Result<String, String> {
        let as_it_is = || self.page.text[found.range.clone()].to_owned();
        match found.name {
            "include" => self.include(found),
            "rustdoc_include" => {
                include::take(self.page.folder, found.args)?;
                Ok(as_it_is())
            }
            "title" => Ok(as_it_is()),
            "playground" | "playpen" => {
                Err("a runnable block asks another host; use `{{#include …}}`".to_owned())
            }
            _ if inside => Ok(as_it_is()),
            "number" => number::render(self.register, found.args),
            "schedule" => {
                let args = args::parse(found.args)?.only(true, true)?;
                witness::schedule(self.register.find(args.id)?, &args)
            }
            "claim" | "outcomes" | "witness" => self.block(found),
            "timings" => course::timings(self.page.folder),
            "misconceptions" => course::misconceptions(self.page.folder),
            unknown => Err(format!(
                "there is no directive `{unknown}`{}; they are {}",
                did_you_mean(unknown, KNOWN),
                KNOWN.join(", ")
            )),
        }
    }

    /// What is included, each line where the directive stands.
    fn include(&self, found: &Directive<'_>) -> Result<String, String> {
        let text = include::take(self.page.folder, found.args)?;
        let text = match directive::alone(self.page.text, &found.range) {
            Some(indent) => text.replace('\n', &format!("\n{indent}")),
            None => text,
        };
        // mdBook expands what is included once more; it must find nothing.
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for nested in directive::find(&text) {
            shown.push_str(&text[done..nested.range.start]);
            if !nested.escaped {
                shown.push('\\');
            }
            shown.push_str(&text[nested.range.clone()]);
            done = nested.range.end;
        }
        shown.push_str(&text[done..]);
        Ok(shown)
    }

    /// A directive that makes a block of HTML, with blank lines around it so that
    /// Markdown takes it for one, and nothing else with it.
    fn block(&mut self, found: &Directive<'_>) -> Result<String, String> {
        let indent = directive::alone(self.page.text, &found.range)
            .ok_or("it makes a block: let it stand alone on its line")?;
        let args = args::parse(found.args)?;
        let html = match found.name {
            "claim" => {
                let args = args.only(false, false)?;
                let entry = self.register.find(args.id)?;
                let spot = self.spot(found.range.start);
                let first = self.out.cited.iter().all(|(id, _)| id != args.id);
                self.out.cited.push((args.id.to_owned(), spot));
                claim::render(entry, first)
            }
            "outcomes" => {
                let args = args.only(false, true)?;
                outcomes::render(self.register.find(args.id)?, args.part)?
            }
            _ => {
                let args = args.only(true, true)?;
                let entry = self.register.find(args.id)?;
                let used = self.ids.entry(format!("witness-{}", args.id)).or_default();
                *used += 1;
                let id = match *used {
                    1 => format!("witness-{}", args.id),
                    n => format!("witness-{}-{n}", args.id),
                };
                witness::figure(entry, &args, &id)?
            }
        };
        Ok(format!(
            "\n{indent}{}\n",
            html.replace('\n', &format!("\n{indent}"))
        ))
    }
}
