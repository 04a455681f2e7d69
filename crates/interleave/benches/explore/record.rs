//! What was measured, as tables, and as the file that the book includes.

use ::measure::{NONE, Record, Table, machine};
use clap::ValueEnum;

use crate::Row;
use crate::measure::{MOST, Program, Search};

/// The columns of the counts.
const SEARCHES: [Search; 4] = [
    Search::Reduced,
    Search::Shuttle,
    Search::BareShuttle,
    Search::BareLoom,
];

/// Explorations that the text of the page speaks of.
const QUOTED: [(Program, usize, usize); 2] = [(Program::Racy, 5, 1), (Program::Locked, 3, 3)];

/// Everything about one program.
pub(crate) fn all(rows: &[Row], program: Program) -> Table {
    let head = [
        "size",
        "search",
        "executions",
        "seconds",
        "executions/s",
        "µs each",
        "peak MiB",
    ];
    let mut table = Table::new(2, head);
    for row in rows.iter().filter(|row| row.program == program) {
        for (at, (search, measured)) in row.measured.iter().enumerate() {
            let size = if at == 0 { size(row) } else { String::new() };
            let mut executions = thousands(measured.executions);
            if measured.cut() {
                executions.push_str("\u{a0}(cut)");
            }
            let per_second = measured.executions as f64 / measured.seconds;
            table.push([
                size,
                search.words().replace(' ', "\u{a0}"),
                executions,
                seconds(measured.seconds),
                thousands(per_second.round() as u64),
                format!("{:.1}", measured.micros()),
                measured.peak_mib.map_or(NONE.to_owned(), tenths),
            ]);
        }
    }
    table
}

/// How many executions each search needs.
fn counts(rows: &[Row]) -> Table {
    let [a, b, c, d] = SEARCHES.map(Search::words);
    let mut table = Table::new(2, ["program", "size", a, b, c, d]);
    each(rows, |row, program| {
        let [a, b, c, d] = SEARCHES.map(|search| match row.of(search) {
            Some(measured) if measured.cut() => "cut".to_owned(),
            Some(measured) => thousands(measured.executions),
            None => NONE.to_owned(),
        });
        table.push([program, size(row), a, b, c, d]);
    });
    table
}

/// What the reduced search costs, and as how many of shuttle's executions each of its
/// own.
pub(crate) fn costs(rows: &[Row]) -> Table {
    let head = [
        "program",
        "size",
        "÷ shuttle",
        "÷ bare shuttle",
        "µs each",
        "seconds",
    ];
    let mut table = Table::new(2, head);
    each(rows, |row, program| {
        let reduced = row.of(Search::Reduced);
        let tell = |number: Option<String>| number.unwrap_or_else(|| NONE.to_owned());
        table.push([
            program,
            size(row),
            tell(ratio(row, Search::Shuttle).map(tenths)),
            tell(ratio(row, Search::BareShuttle).map(tenths)),
            tell(reduced.map(|reduced| tenths(reduced.micros()))),
            tell(reduced.map(|reduced| seconds(reduced.seconds))),
        ]);
    });
    table
}

/// The file that the book includes.
pub(crate) fn page(rows: &[Row], rounds: u32) -> String {
    let mut record = Record::new("explore", "what-exploring-costs.md");
    let mut put = |name: &str, text: &str| record.put(name, text);
    put("machine", &machine(&[]));
    put("rounds", &rounds.to_string());
    put("cut", &thousands(MOST));
    put("counts", &counts(rows).to_string());
    put("costs", &costs(rows).to_string());
    for program in Program::value_variants() {
        put(&anchor(*program), &all(rows, *program).to_string());
    }
    for (name, search) in [
        ("shuttle", Search::Shuttle),
        ("bare-shuttle", Search::BareShuttle),
    ] {
        let ratios = rows.iter().filter_map(|row| ratio(row, search));
        if let Some([least, middle, most]) = spread(ratios) {
            put(&format!("{name}-least"), &tenths(least));
            put(&format!("{name}-middle"), &tenths(middle));
            put(&format!("{name}-most"), &tenths(most));
        }
    }
    let reduced = rows.iter().filter_map(|row| row.of(Search::Reduced));
    let peaks = reduced.filter_map(|measured| measured.peak_mib);
    if let Some([_, _, most]) = spread(peaks) {
        put("peak", &tenths(most));
    }
    for row in rows {
        if let Some(reduced) = row.of(Search::Reduced)
            && QUOTED.contains(&(row.program, row.n, row.m))
        {
            let name = format!("{}-{}x{}", anchor(row.program), row.n, row.m);
            put(&name, &thousands(reduced.executions));
            put(
                &format!("{name}-seconds"),
                &format!("{:.2}", reduced.seconds),
            );
        }
    }
    record.text().to_owned()
}

/// Calls with each row, and with its program's name where that is new.
fn each(rows: &[Row], mut call: impl FnMut(&Row, String)) {
    let mut last = None;
    for row in rows {
        let new = last.replace(row.program) != Some(row.program);
        call(
            row,
            if new {
                row.program.words().to_owned()
            } else {
                String::new()
            },
        );
    }
}

/// What one execution of the reduced search costs, in executions of another search.
fn ratio(row: &Row, search: Search) -> Option<f64> {
    Some(row.of(Search::Reduced)?.micros() / row.of(search)?.micros())
}

/// The least, the middle and the most of these.
fn spread(numbers: impl Iterator<Item = f64>) -> Option<[f64; 3]> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    let middle = *numbers.get(numbers.len() / 2)?;
    Some([*numbers.first()?, middle, *numbers.last()?])
}

fn anchor(program: Program) -> String {
    let value = program.to_possible_value();
    value.map_or(String::new(), |value| value.get_name().to_owned())
}

fn size(row: &Row) -> String {
    format!("{}\u{a0}×\u{a0}{}", row.n, row.m)
}

fn tenths(number: f64) -> String {
    format!("{number:.1}")
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.4}")
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
