//! The feedback for one student, in Markdown.
//!
//! What a student wrote, and what a program said, stands in code: a span or a block. In
//! there nothing is markup, no link is made of an address, and nobody is called by name.
//! The fence of a block is longer than any run of its characters inside. What does not
//! print is shown, see [`super::visible`]; the end of a line is a line feed, and a text
//! of a block ends with one. The events of the reader's crate are written out, so it is
//! the writer that keeps a text from being markup.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Tag, TagEnd};
use pulldown_cmark_to_cmark as to_cmark;

use super::stem::stem;
use super::tally::{Standing, Tally};
use super::visible::line;
use super::words;
use crate::grade::row::{Column, GradeBook, Row, Word};

/// What a reader may know of Markdown beyond its core: all that there is. Tables are used;
/// the rest is kept from meaning anything.
const OPTIONS: Options = Options::all();

/// The path of a student's file.
pub(crate) fn path(student: &str) -> String {
    format!("feedback/{}.md", stem(student))
}

/// The feedback for a student.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn text(book: &GradeBook, student: &str, rows: &[&Row]) -> anyhow::Result<String> {
    let mut page = Page::default();
    page.heading(HeadingLevel::H1, "Feedback");
    page.paragraph([
        say("For "),
        code(student),
        say(format!(". Workbook {}.", book.version)),
    ]);
    let possible: u32 = book.exercises.iter().map(|exercise| exercise.points).sum();
    page.paragraph([say(total(Tally::of(rows.iter().copied()), possible))]);
    let pairs: Vec<(&Column, &Row)> = book.exercises.iter().zip(rows.iter().copied()).collect();
    page.table(&pairs);
    for (exercise, row) in &pairs {
        page.exercise(exercise, row);
    }
    let ignored: Vec<&String> = rows.iter().flat_map(|row| &row.ignored).collect();
    if !ignored.is_empty() {
        page.heading(HeadingLevel::H2, "What was not looked at");
        page.paragraph([say(
            "Only the one file of each exercise is graded. This came with your submission \
             and was left alone:",
        )]);
        page.list(ignored.into_iter().map(|name| vec![code(name)]));
    }
    page.written()
}

/// The points so far, in a sentence.
fn total(tally: Tally, possible: u32) -> String {
    let open = match tally.open() {
        0 => String::new(),
        1 => " The points of one exercise are still open.".to_owned(),
        open => format!(" The points of {open} exercises are still open."),
    };
    match tally.total {
        Some(total) => format!("You have {total} of {possible} points.{open}"),
        None => format!("No points yet, of {possible}.{open}"),
    }
}

/// The points of a row, of so many.
fn points(exercise: &Column, row: &Row) -> String {
    match Standing::of(row) {
        Standing::Counts(points) => format!("{points} of {}", exercise.points),
        Standing::Held | Standing::GraderError => format!("open, of {}", exercise.points),
    }
}

/// A page, as it grows.
#[derive(Debug, Default)]
struct Page<'a>(Vec<Event<'a>>);

impl<'a> Page<'a> {
    fn heading(&mut self, level: HeadingLevel, text: impl Into<CowStr<'a>>) {
        let tag = Tag::Heading {
            level,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        };
        self.within(tag, [say(text)]);
    }

    fn paragraph(&mut self, events: impl IntoIterator<Item = Event<'a>>) {
        self.within(Tag::Paragraph, events);
    }

    fn within(&mut self, tag: Tag<'a>, events: impl IntoIterator<Item = Event<'a>>) {
        let end: TagEnd = tag.to_end();
        self.0.push(Event::Start(tag));
        self.0.extend(events);
        self.0.push(Event::End(end));
    }

    fn list(&mut self, items: impl IntoIterator<Item = Vec<Event<'a>>>) {
        let mut list = Page::default();
        for item in items {
            list.within(Tag::Item, item);
        }
        self.within(Tag::List(None), list.0);
    }

    fn row(&mut self, tag: Tag<'a>, cells: [String; 3]) {
        let mut row = Page::default();
        for cell in cells {
            row.within(Tag::TableCell, [say(cell)]);
        }
        self.within(tag, row.0);
    }

    /// Each exercise with its word and its points.
    fn table(&mut self, rows: &[(&Column, &Row)]) {
        let mut table = Page::default();
        table.row(
            Tag::TableHead,
            ["Exercise", "Result", "Points"].map(str::to_owned),
        );
        for (exercise, row) in rows {
            let name = title(exercise);
            table.row(
                Tag::TableRow,
                [name, words::label(row), points(exercise, row)],
            );
        }
        let columns = vec![Alignment::None, Alignment::None, Alignment::Right];
        self.within(Tag::Table(columns), table.0);
    }

    fn exercise(&mut self, exercise: &Column, row: &Row) {
        self.heading(HeadingLevel::H2, title(exercise));
        let points = match Standing::of(row) {
            Standing::Counts(points) => format!("{points} of {} points.", exercise.points),
            Standing::Held | Standing::GraderError => {
                format!("The {} points are still open.", exercise.points)
            }
        };
        let mut sentences = vec![words::meaning(row).to_owned(), points];
        sentences.extend(words::waiting(row).map(str::to_owned));
        self.paragraph([say(sentences.join(" "))]);
        // What a verified answer rests on is many lines, and nothing to mend.
        if row.graded.word != Word::Pass
            && let Some(told) = words::told(row)
        {
            let block = Tag::CodeBlock(CodeBlockKind::Fenced("text".into()));
            self.within(block, [Event::Text((told + "\n").into())]);
        }
        self.next(exercise, row);
    }

    /// What to do next.
    fn next(&mut self, exercise: &Column, row: &Row) {
        let command = |verb: &str| code(&format!("cargo workbook {verb} {}", exercise.name));
        let hint = || vec![say("Stuck? One hint at a time: "), command("hint")];
        let check = || vec![say("Try again, as often as you like: "), command("check")];
        let page = || {
            vec![
                say("Read again in the book: "),
                say(format!("chapter {}", exercise.chapter)),
            ]
        };
        let mut steps = match row.graded.word {
            Word::Pass => vec![vec![say("See what this rests on: "), command("check")]],
            Word::GraderError => Vec::new(),
            Word::Missing | Word::NotTaken => {
                vec![vec![say("See it before you hand in: "), command("check")]]
            }
            _ => vec![hint(), page(), check()],
        };
        if !matches!(row.graded.word, Word::Pass | Word::GraderError) {
            steps.push(vec![
                say("The one file that is taken: "),
                code(&exercise.file),
            ]);
        }
        if !steps.is_empty() {
            self.list(steps);
        }
    }

    fn written(self) -> anyhow::Result<String> {
        let fence = to_cmark::calculate_code_block_token_count(&self.0);
        let style = to_cmark::Options {
            code_block_token_count: fence.unwrap_or(3),
            list_token: '-',
            ..to_cmark::Options::default()
        };
        let mut text = String::new();
        to_cmark::cmark_with_options(self.0.iter(), &mut text, OPTIONS, style)?;
        Ok(text + "\n")
    }
}

/// A text of ours.
fn say<'a>(text: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::Text(text.into())
}

/// A text of somebody else's, as a span of code.
fn code<'a>(text: &str) -> Event<'a> {
    match line(text).trim() {
        // There is no span of nothing.
        "" => say("(a name of spaces)"),
        _ => Event::Code(line(text).into_owned().into()),
    }
}

fn title(exercise: &Column) -> String {
    format!("{} {}", exercise.number, line(&exercise.title))
}

#[cfg(test)]
mod tests;
