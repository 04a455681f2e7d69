//! `SUMMARY.md`: every chapter that it names must be there, and every page must
//! be named.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use mdbook_markdown::pulldown_cmark::{Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use super::directive;
use super::problem::{Problem, Spot};

/// What `SUMMARY.md` says.
#[derive(Debug, Default)]
pub(crate) struct Chapters {
    /// The chapters that are there, as paths from the folder of the sources.
    pub(crate) present: Vec<PathBuf>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads `SUMMARY.md` in `src`, which messages call `shown`.
///
/// # Errors
///
/// If it, or the folder, cannot be read.
pub(crate) fn read(src: &Path, shown: &str) -> anyhow::Result<Chapters> {
    let summary = src.join("SUMMARY.md");
    let text = std::fs::read_to_string(&summary).with_context(|| {
        format!(
            "cannot read {}; the book has no contents",
            summary.display()
        )
    })?;
    let mut chapters = Chapters::default();
    let mut named = BTreeSet::new();
    let file = format!("{shown}/SUMMARY.md");
    let parser = new_cmark_parser(&text, &MarkdownOptions::default());
    for (event, range) in parser.into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. }) = event else {
            continue;
        };
        // A chapter without a file is one that mdBook shows as planned.
        if dest_url.is_empty() {
            continue;
        }
        let path = clean(Path::new(&*dest_url));
        if src.join(&path).is_file() {
            chapters.present.push(path.clone());
        } else {
            let spot = Spot::new(file.clone(), directive::line(&text, range.start));
            let what = format!("the chapter `{dest_url}` does not exist");
            chapters.problems.push(Problem::at(spot, what));
        }
        named.insert(path);
    }
    for page in pages(src)? {
        let path = page.strip_prefix(src).unwrap_or(&page);
        if !named.contains(path) && path != Path::new("SUMMARY.md") {
            let spot = Spot::file(format!("{shown}/{}", path.display()));
            chapters.problems.push(Problem::at(
                spot,
                "is not in SUMMARY.md, so no reader would find it; name it there, or remove it",
            ));
        }
    }
    Ok(chapters)
}

/// The path without `./`.
fn clean(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .collect()
}

/// Every Markdown file under this folder.
fn pages(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let cannot = || format!("cannot list {}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
