//! Our preprocessor, in process and for stock mdBook.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use mdbook_core::book::{Book, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};

use super::page::{Expanded, Page, expand};
use super::problem::{Problem, Problems, Spot};
use super::register::Register;

/// Expands the directives of every page, and collects what is wrong.
#[derive(Debug)]
pub(crate) struct Workbook {
    register: Arc<Register>,
    /// How messages name the folder of the sources.
    shown: String,
    problems: Arc<Mutex<Problems>>,
}

impl Workbook {
    /// A preprocessor that names the sources' folder so.
    pub(crate) fn new(register: Arc<Register>, shown: &str) -> Workbook {
        Workbook {
            register,
            shown: shown.to_owned(),
            problems: Arc::default(),
        }
    }

    /// Where it collects what is wrong.
    pub(crate) fn problems(&self) -> Arc<Mutex<Problems>> {
        Arc::clone(&self.problems)
    }

    /// Expands a page with this path from the folder of the sources.
    pub(crate) fn page(&self, src: &Path, path: &Path, text: &str) -> Expanded {
        let file = format!("{}/{}", self.shown, path.display());
        let folder = src.join(path.parent().unwrap_or(Path::new("")));
        let page = Page {
            file: &file,
            folder: &folder,
            text,
        };
        expand(&page, &self.register)
    }

    /// What is wrong with the claims, given who cites them.
    pub(crate) fn claims(&self, cited: &[(String, Spot)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for entry in self.register.entries() {
            let claim = &entry.claim;
            let page = format!("{}/{}", self.shown, claim.page);
            let citations: Vec<&Spot> = cited
                .iter()
                .filter(|(id, _)| id == claim.id)
                .map(|(_, spot)| spot)
                .collect();
            let here = citations.iter().find(|spot| spot.file == page);
            let spot = here
                .or(citations.first())
                .map_or_else(|| Spot::file(&page), |spot| (*spot).clone());
            if entry.certificate.verdict != claim.expected {
                problems.push(Problem::at(
                    spot.clone(),
                    format!(
                        "unproved claim `{}`: the book says that it is {}, and it is {}\n{}",
                        claim.id,
                        claim.expected,
                        entry.certificate.verdict,
                        verdict::explain(&entry.certificate)
                    ),
                ));
            }
            match (here, citations.first()) {
                (Some(_), _) => {}
                (None, Some(_)) => problems.push(Problem::at(
                    spot,
                    format!(
                        "the claim `{}` is cited here, but its own page, {page}, does not cite it",
                        claim.id
                    ),
                )),
                (None, None) => problems.push(Problem::at(
                    Spot::file(page),
                    format!(
                        "no page cites the claim `{0}`; write `{{{{#claim {0}}}}}` on this one, \
                         or take it out of the register",
                        claim.id
                    ),
                )),
            }
        }
        problems
    }
}

impl Preprocessor for Workbook {
    fn name(&self) -> &'static str {
        "workbook"
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> anyhow::Result<Book> {
        let src = ctx.root.join(&ctx.config.book.src);
        let mut problems = Problems::default();
        let mut cited = Vec::new();
        book.for_each_chapter_mut(|chapter: &mut Chapter| {
            let path = chapter.source_path.clone().or(chapter.path.clone());
            let expanded = self.page(&src, &path.unwrap_or_default(), &chapter.content);
            chapter.content = expanded.text;
            problems.extend(expanded.problems);
            cited.extend(expanded.cited);
        });
        problems.extend(self.claims(&cited));
        let mut all = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(problems);
        Ok(book)
    }
}

/// What stock mdBook asks of a preprocessor: a book on the standard input, the
/// expanded book on the standard output.
///
/// # Errors
///
/// If the input is no book, or the output cannot be written.
pub(crate) fn stock(
    root: &Path,
    input: impl Read,
    mut output: impl Write,
) -> anyhow::Result<Result<(), Problems>> {
    let (ctx, book) = parse_input(input).context("the standard input is no book of mdBook's")?;
    let src = ctx.root.join(&ctx.config.book.src);
    let shown = src.strip_prefix(root).unwrap_or(&src).display().to_string();
    let workbook = Workbook::new(Arc::new(Register::decide()), &shown);
    let book = workbook.run(&ctx, book)?;
    let all = workbook.problems();
    let mut problems = all.lock().unwrap_or_else(PoisonError::into_inner).clone();
    problems.extend(super::stale::check(root));
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    serde_json::to_writer(&mut output, &book).context("cannot write the book for mdBook")?;
    output.flush().context("cannot write the book for mdBook")?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use interleave::shuttle::sync::{Arc as Shared, thread};
    use verdict::{Claim, Verdict, interleavings};

    /// Two processes that each load, add and store: 1 or 2.
    fn racy() -> u32 {
        let counter = Shared::new(AtomicU32::new(0));
        let workers = [(); 2].map(|()| {
            let counter = Shared::clone(&counter);
            thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
        });
        for worker in workers {
            worker.join().unwrap();
        }
        counter.load(SeqCst)
    }

    fn claim(expected: Verdict) -> Claim {
        Claim {
            id: "always_two",
            sentence: "It is always `2`.",
            chapter: "1",
            page: "a.md",
            expected,
            check: |check| check.part(interleavings("2 <processes>", racy).only([2])),
        }
    }

    fn problems(expected: Verdict, page: &str) -> Vec<String> {
        let workbook = Workbook::new(Arc::new(Register::of(&[claim(expected)])), "book/src");
        let expanded = workbook.page(Path::new("src"), Path::new("a.md"), page);
        let mut problems = expanded.problems;
        problems.extend(workbook.claims(&expanded.cited));
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_unproved_claim_is_told_where_it_is_cited_and_why_in_full() {
        let page = "# A\n\n{{#claim always_two}}\n";
        assert_eq!(problems(Verdict::Refuted, page), Vec::<String>::new());
        let told = problems(Verdict::Verified, page).join("|");
        let begin = "book/src/a.md:3: unproved claim `always_two`: \
                     the book says that it is verified, and it is refuted";
        assert!(told.starts_with(begin), "{told}");
        for why in [
            "Lost update",
            "replay always_two",
            "Explored: 2 <processes>",
        ] {
            assert!(told.contains(why), "no {why:?} in {told}");
        }
    }

    #[test]
    fn what_a_claim_says_cannot_become_markup() {
        let workbook = Workbook::new(
            Arc::new(Register::of(&[claim(Verdict::Refuted)])),
            "book/src",
        );
        let page = "{{#outcomes always_two}}\n\n{{#witness always_two outcome=1}}\n";
        let text = workbook
            .page(Path::new("src"), Path::new("a.md"), page)
            .text;
        assert!(text.contains("2 &lt;processes&gt;"), "{text}");
        assert!(!text.contains("2 <processes>"), "{text}");
        assert!(text.contains("<strong>no</strong>"), "{text}");
    }

    #[test]
    fn a_block_of_html_has_no_blank_line_inside_and_one_on_each_side() {
        let workbook = Workbook::new(
            Arc::new(Register::of(&[claim(Verdict::Refuted)])),
            "book/src",
        );
        let page = "before\n{{#witness always_two outcome=1}}\nafter\n";
        let text = workbook
            .page(Path::new("src"), Path::new("a.md"), page)
            .text;
        let blocks: Vec<&str> = text.split("\n\n").collect();
        assert_eq!(
            (blocks.len(), blocks[0], blocks[2]),
            (3, "before", "after\n")
        );
        assert!(blocks[1].starts_with("<figure") && blocks[1].ends_with("</figure>"));
    }
}
