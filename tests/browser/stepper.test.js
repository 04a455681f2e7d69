// The schedules: complete as tables, and with a script to be stepped through by mouse and by keyboard.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, contents, launch, open, PHONE, picture, SCHEMES, serveBook, withSchedules } from './harness.js';

let book, browser, path;

before(async () => {
    book = await serveBook();
    browser = await launch();
    const found = await withSchedules(browser, book.url, await contents(browser, book.url));
    assert.ok(found.length > 0, 'the book has no schedule: nothing here would test anything');
    path = found[0];
});
after(async () => {
    await browser?.close();
    book?.close();
});

async function schedule(options) {
    const page = await open(browser, book.url, options);
    await page.goto(book.url + path);
    const stepper = page.locator('lu-stepper').first();
    const button = name => stepper.getByRole('button', { name, exact: true });
    const steps = await stepper.locator('tbody tr').count();
    const says = await stepper.locator('tbody tr').evaluateAll(rows => rows.map(row => row.dataset.says));
    /** The number of the marked row, and that everything else agrees with it. */
    const at = async () => {
        const marked = await stepper.locator('tbody tr').evaluateAll(rows =>
            rows.flatMap((row, i) => row.getAttribute('aria-current') === 'step' ? [i + 1] : []));
        assert.ok(marked.length <= 1, 'more than one row is marked');
        const step = marked[0] ?? 0;
        assert.equal(await stepper.getByRole('slider').inputValue(), String(step));
        assert.equal(await stepper.getByRole('slider').getAttribute('aria-valuetext'), step ? `step ${step} of ${steps}` : 'not started');
        assert.equal(await stepper.getByRole('status').textContent(), step ? says[step - 1] : '');
        return step;
    };
    return { page, stepper, button, steps, at };
}

test('at load nothing is marked and nothing is announced', async () => {
    const { page, at, button, steps } = await schedule();
    assert.ok(steps >= 2, 'a schedule of one step says nothing about stepping');
    assert.equal(await at(), 0);
    assert.equal(await button('Previous').getAttribute('aria-disabled'), 'true');
    await page.context().close();
});

test('by mouse: next, previous, first, last, and the ends hold', async () => {
    const { page, at, button, steps, stepper } = await schedule();
    await button('Next').click();
    assert.equal(await at(), 1);
    await button('Previous').click({ force: true });
    assert.equal(await at(), 1);
    await button('Next').click();
    assert.equal(await at(), 2);
    await button('Last').click();
    assert.equal(await at(), steps);
    assert.equal(await button('Next').getAttribute('aria-disabled'), 'true');
    await button('Next').click({ force: true });
    assert.equal(await at(), steps);
    await button('First').click();
    assert.equal(await at(), 1);
    await stepper.getByRole('slider').fill('2');
    assert.equal(await at(), 2);
    await page.context().close();
});

test('by keyboard: arrows, Home and End step, and do not turn the page or scroll it', async () => {
    const { page, at, button, steps, stepper } = await schedule();
    for (const control of [button('Next'), stepper.getByRole('slider')]) {
        await control.focus();
        const before = await page.evaluate(() => [location.href, scrollY]);
        const keys = [['Home', 1], ['ArrowRight', 2], ['ArrowLeft', 1], ['ArrowLeft', 1], ['End', steps], ['ArrowRight', steps]];
        for (const [key, step] of keys) {
            await page.keyboard.press(key);
            assert.equal(await at(), step, key);
        }
        await page.waitForTimeout(150);
        assert.deepEqual(await page.evaluate(() => [location.href, scrollY]), before);
    }
    // Enter and Space on a button, which keeps the focus at the last step.
    await button('First').focus();
    await page.keyboard.press('Enter');
    await button('Next').focus();
    for (let step = 2; step <= steps + 1; step++) {
        await page.keyboard.press('Space');
        assert.equal(await at(), Math.min(step, steps));
    }
    assert.ok(await button('Next').evaluate(element => element === document.activeElement));
    await page.context().close();
});

test('the table itself may have the focus without turning the page', async () => {
    const { page, stepper, at } = await schedule();
    await stepper.locator('.table-scroll').focus();
    const here = page.url();
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(150);
    assert.equal(page.url(), here);
    assert.equal(await at(), 0, 'keys outside the controls must not step');
    await page.context().close();
});

test('a row is shown in its own box, and the page stays where it is', async () => {
    const { page, stepper, button, steps } = await schedule({ viewport: PHONE });
    // Small enough that the schedule at hand must scroll both ways.
    await stepper.locator('.table-scroll').evaluate(box => { box.style.cssText = 'max-height: 9rem; max-width: 18rem'; });
    await button('Next').focus();
    const before = await page.evaluate(() => scrollY);
    for (let step = 1; step <= steps; step++) {
        await page.keyboard.press('ArrowRight');
        const shown = await stepper.evaluate(element => {
            const row = element.querySelector('[aria-current]').getBoundingClientRect();
            const box = element.querySelector('.table-scroll').getBoundingClientRect();
            return row.bottom > box.top && row.top < box.bottom;
        });
        assert.ok(shown, `step ${step}`);
    }
    assert.ok(await stepper.locator('.table-scroll').evaluate(box => box.scrollTop) > 0);
    assert.equal(await page.evaluate(() => scrollY), before);
    await page.context().close();
});

test('several schedules on a page do not disturb each other', async () => {
    const { page, stepper, button, at } = await schedule();
    // A copy as the preprocessor would have written it: without what the script added.
    await stepper.evaluate(element => {
        const copy = element.closest('figure').cloneNode(true);
        copy.querySelectorAll('.controls, .says').forEach(added => added.remove());
        const holder = document.createElement('div');
        element.closest('figure').after(holder);
        holder.innerHTML = copy.outerHTML;
    });
    await button('Next').click();
    const second = page.locator('lu-stepper').nth(1);
    await second.getByRole('button', { name: 'Last' }).click();
    assert.equal(await at(), 1);
    assert.equal(await second.locator('tr[aria-current]').count(), 1);
    assert.equal(await page.locator('.controls').count(), await page.locator('lu-stepper').count());
    await page.context().close();
});

for (const colorScheme of SCHEMES) {
    test(`the controls are large enough, and axe finds nothing half-way through, ${colorScheme}`, async () => {
        for (const viewport of [undefined, PHONE]) {
            const { page, button, stepper } = await schedule({ colorScheme, ...(viewport && { viewport }) });
            await button('Next').click();
            await button('Next').click();
            for (const control of await stepper.locator('.controls > *').all()) {
                const box = await control.boundingBox();
                assert.ok(box.height >= 44 && box.width >= 44, `${box.width} x ${box.height}`);
            }
            assert.deepEqual(await axe(page), []);
            await stepper.scrollIntoViewIfNeeded();
            await picture(page, `schedule-${colorScheme}-${viewport ? 'phone' : 'desktop'}`);
            await page.context().close();
        }
    });
}

test('the current row is told by more than its colour', async () => {
    const { page, button, stepper } = await schedule();
    await button('Next').click();
    const weight = row => row.locator('td').first().evaluate(cell => Number(getComputedStyle(cell).fontWeight));
    const rows = stepper.locator('tbody tr');
    assert.ok(await weight(rows.nth(0)) > await weight(rows.nth(1)));
    const bar = await rows.nth(0).locator('th').evaluate(cell => getComputedStyle(cell, '::before').borderInlineStartWidth);
    assert.ok(parseFloat(bar) >= 3, bar);
    await page.context().close();
});

test('with reduced motion nothing moves, and the contents still open and close', async () => {
    const { page, stepper, button } = await schedule({ reducedMotion: 'reduce' });
    await button('Next').click();
    const slow = await page.evaluate(() => [...document.querySelectorAll('*')].filter(element =>
        parseFloat(getComputedStyle(element).transitionDuration) > 0.001).length);
    assert.equal(slow, 0);
    const contentsButton = page.getByRole('button', { name: 'Table of contents' });
    await contentsButton.click();
    await page.locator('#mdbook-sidebar').waitFor({ state: 'hidden' });
    await contentsButton.click();
    await page.locator('#mdbook-sidebar').waitFor({ state: 'visible' });
    assert.ok(await stepper.isVisible());
    await page.context().close();
});

test('without JavaScript every step is in the table, and there are no controls', async () => {
    const page = await open(browser, book.url, { javaScriptEnabled: false });
    await page.goto(book.url + path);
    const stepper = page.locator('lu-stepper').first();
    assert.equal(await stepper.getByRole('button').count(), 0);
    const rows = await stepper.locator('tbody tr').all();
    for (const row of rows) {
        assert.ok(await row.isVisible());
    }
    const box = stepper.locator('.table-scroll');
    assert.ok(await box.evaluate(element => element.scrollHeight <= element.clientHeight + 1), 'no step is cut off');
    await picture(page, 'schedule-no-script');
    await page.context().close();
});

test('in print the table is whole, black on white, and nothing is marked', async () => {
    const { page, button, stepper } = await schedule({ colorScheme: 'dark' });
    await button('Next').click();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await stepper.locator('.controls').isVisible(), false);
    assert.equal(await stepper.locator('.says').isVisible(), false);
    const look = await stepper.locator('tbody tr').evaluateAll(rows => rows.map(row => {
        const cell = getComputedStyle(row.querySelector('td'));
        return `${cell.fontWeight} ${cell.backgroundColor} ${cell.color}`;
    }));
    assert.equal(new Set(look).size, 1, look.join('; '));
    assert.match(look[0], /rgb\(0, 0, 0\)$/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(255, 255, 255)');
    const box = stepper.locator('.table-scroll');
    assert.ok(await box.evaluate(element => element.scrollHeight <= element.clientHeight + 1), 'no step is cut off');
    await page.context().close();
});

test('on the print page the schedules work too', async () => {
    const page = await open(browser, book.url);
    await page.goto(book.url + 'print.html');
    const stepper = page.locator('lu-stepper').last();
    await stepper.getByRole('button', { name: 'Next' }).click();
    assert.equal(await page.locator('tr[aria-current]').count(), 1);
    assert.equal(await stepper.locator('tr[aria-current]').count(), 1);
    await page.context().close();
});

test('negative control: without our script an arrow key on a schedule does turn the page', async () => {
    const page = await open(browser, book.url);
    await page.route(/theme\/js\//, route => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(book.url + path);
    const next = await page.locator('a[rel="next"]').getAttribute('href').catch(() => null);
    const key = next ? 'ArrowRight' : 'ArrowLeft';
    await page.locator('lu-stepper .table-scroll').first().focus();
    const here = page.url();
    await page.keyboard.press(key);
    await page.waitForURL(url => url.href !== here);
    await page.context().close();
});
