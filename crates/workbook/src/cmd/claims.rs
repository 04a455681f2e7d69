//! `workbook claims`: decides every claim of the book.

use serde::Serialize;
use verdict::{Certificate, Claim, Verdict};

use crate::book::Decided;
use crate::{Answer, claims};

/// The arguments of `workbook claims`.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Args {
    /// Only these claims, by name
    names: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A claim as `--json` prints it. The shape is kept stable.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    chapter: &'a str,
    sentence: &'a str,
    verdict: Verdict,
    expected: Verdict,
    model: Vec<interleave::Model>,
    executions: u64,
    outcomes: Vec<Outcomes<'a>>,
    page: &'a str,
}

/// What one part of a claim found.
#[derive(Serialize)]
struct Outcomes<'a> {
    bounds: &'a str,
    model: interleave::Model,
    executions: u64,
    outcomes: std::collections::BTreeMap<&'a str, u64>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let chosen: Vec<&Claim> = if args.names.is_empty() {
        claims::all().collect()
    } else {
        args.names
            .iter()
            .map(|name| find(name))
            .collect::<anyhow::Result<_>>()?
    };
    let certificates = claims::certificates(&chosen);
    let decided: Vec<(&Claim, Certificate)> = chosen.into_iter().zip(certificates).collect();
    // It is decided here whatever was kept; the book need not do it again.
    if let Some(kept) = Decided::by_this_program() {
        let named = |(claim, found): &(&Claim, Certificate)| (claim.id.to_owned(), found.clone());
        kept.add(decided.iter().map(named).collect());
    }
    let holds = decided
        .iter()
        .all(|(claim, found)| found.verdict == claim.expected);
    if args.json {
        let rows: Vec<Row<'_>> = decided
            .iter()
            .map(|(claim, found)| row(claim, found))
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print(&decided);
    }
    Ok(if holds { Answer::Yes } else { Answer::No })
}

fn find(name: &str) -> anyhow::Result<&'static Claim> {
    claims::find(name).ok_or_else(|| {
        anyhow::anyhow!("there is no claim `{name}`; `cargo workbook claims` lists them all")
    })
}

fn row<'a>(claim: &'a Claim, found: &'a Certificate) -> Row<'a> {
    Row {
        id: claim.id,
        chapter: claim.chapter,
        sentence: claim.sentence,
        verdict: found.verdict,
        expected: claim.expected,
        model: found.models(),
        executions: found.executions(),
        outcomes: found
            .parts
            .iter()
            .map(|part| Outcomes {
                bounds: &part.bounds,
                model: part.model,
                executions: part.executions,
                outcomes: part
                    .outcomes
                    .iter()
                    .map(|found| (found.outcome.as_str(), found.executions))
                    .collect(),
            })
            .collect(),
        page: claim.page,
    }
}

fn print(decided: &[(&Claim, Certificate)]) {
    let mut chapter = "";
    for (claim, found) in decided {
        if claim.chapter != chapter {
            chapter = claim.chapter;
            anstream::println!("{chapter}\n");
        }
        anstream::println!(
            "  {:<9} {}\n            {}, {} executions",
            found.verdict.word(),
            claim.sentence,
            claim.id,
            found.executions()
        );
        if found.verdict != claim.expected {
            anstream::println!("            BUT THE BOOK SAYS {}:", claim.expected.word());
            for line in verdict::explain(found).lines() {
                anstream::println!("            {line}");
            }
        }
    }
    let wrong = decided
        .iter()
        .filter(|(claim, found)| found.verdict != claim.expected)
        .count();
    anstream::println!("\n{} claims, {wrong} not as the book says", decided.len());
}
