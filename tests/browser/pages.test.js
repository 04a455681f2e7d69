// Every page of the book: it loads, asks nobody else for anything, fits a phone, and axe finds nothing.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, contents, DESKTOP, fileUrl, launch, open, PHONE, picture, SCHEMES, scrollsSideways, serveBook } from './harness.js';

let book, browser, pages;

before(async () => {
    book = await serveBook();
    browser = await launch();
    pages = await contents(browser, book.url);
});
after(async () => {
    await browser?.close();
    book?.close();
});

test('the table of contents names pages', () => {
    assert.ok(pages.length > 1, `only ${pages.length} pages`);
});

for (const colorScheme of SCHEMES) {
    for (const [size, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
        test(`every page, ${colorScheme}, ${size}`, async t => {
            const page = await open(browser, book.url, { colorScheme, viewport });
            for (const path of [...pages, 'toc.html', 'print.html', 'no/such/page.html']) {
                await t.test(path, async () => {
                    page.foreign.length = page.errors.length = 0;
                    const missing = path.startsWith('no/such');
                    page.expectMissing = missing ? book.url + path : null;
                    const answer = await page.goto(book.url + path);
                    assert.equal(answer.status(), missing ? 404 : 200);
                    await page.waitForTimeout(50); // Observers and fades settle.
                    if (path !== 'toc.html') {
                        const theme = { light: 'light', dark: 'navy' }[colorScheme];
                        assert.ok(await page.evaluate(name => document.documentElement.classList.contains(name), theme), `theme ${theme}`);
                    }
                    await picture(page, `${path}-${colorScheme}-${size}`);
                    assert.deepEqual(await axe(page), []);
                    assert.equal(await scrollsSideways(page), false, 'scrolls sideways');
                    assert.deepEqual(page.foreign, []);
                    // The browser itself reports a missing page as an error; that one is meant.
                    assert.deepEqual(page.errors.filter(error => !missing || !/404/.test(error)), []);
                });
            }
            await page.context().close();
        });
    }
}

test('axe finds nothing in the contents, theme menu, help and search, when open', async t => {
    for (const colorScheme of SCHEMES) {
        for (const viewport of [DESKTOP, PHONE]) {
            const page = await open(browser, book.url, { colorScheme, viewport });
            await page.goto(book.url + pages[0]);
            const at = `${colorScheme} ${viewport.width}`;
            await t.test(`contents ${at}`, async () => {
                const button = page.getByRole('button', { name: 'Table of contents' });
                if (await button.getAttribute('aria-expanded') === 'false') {
                    await button.click();
                }
                await page.waitForTimeout(300);
                assert.deepEqual(await axe(page), []);
                assert.equal(await scrollsSideways(page), false);
                await button.focus();
                await page.keyboard.press('Enter');
                await page.waitForTimeout(300);
                assert.equal(await page.locator('#mdbook-sidebar').isVisible(), false);
                assert.deepEqual(await axe(page), []);
            });
            await t.test(`theme menu ${at}`, async () => {
                await page.getByRole('button', { name: 'Change theme' }).click();
                assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Auto', 'Light', 'Dark']);
                assert.deepEqual(await axe(page), []);
                await page.keyboard.press('Escape');
            });
            await t.test(`help ${at}`, async () => {
                await page.keyboard.press('?');
                const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
                assert.ok(await dialog.evaluate(box => box === document.activeElement), 'has the focus');
                assert.deepEqual(await axe(page), []);
                await page.keyboard.press('Tab');
                assert.equal(await page.evaluate(() => document.activeElement.closest('#mdbook-body-container')), null, 'the focus left the dialog for the page');
                await page.keyboard.press('Escape');
                assert.equal(await dialog.isVisible(), false);
            });
            await t.test(`search ${at}`, async () => {
                await page.keyboard.press('s');
                await page.getByRole('searchbox', { name: 'Search this book' }).fill('update');
                await page.keyboard.press('Shift'); // mdBook searches on keyup.
                await page.locator('#mdbook-searchresults li').first().waitFor();
                await page.waitForTimeout(300);
                assert.deepEqual(await axe(page), []);
                assert.equal(await scrollsSideways(page), false);
                await picture(page, `search-${at}`);
            });
            assert.deepEqual([page.foreign, page.errors], [[], []]);
            await page.context().close();
        }
    }
});

test('a chosen theme is kept, and one that another book saved is not taken', async () => {
    const page = await open(browser, book.url, { colorScheme: 'light' });
    const classes = () => page.evaluate(() => document.documentElement.className.split(' '));
    await page.goto(book.url + pages[0]);
    await page.getByRole('button', { name: 'Change theme' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await page.goto(book.url + pages[1]);
    assert.ok((await classes()).includes('navy'));
    await page.evaluate(() => localStorage.setItem('mdbook-theme', 'coal'));
    await page.reload();
    assert.ok((await classes()).includes('light') && !(await classes()).includes('coal'));
    await page.context().close();
});

test('the skip link is the first stop and leads to the text', async () => {
    const page = await open(browser, book.url);
    for (const path of [pages[0], 'no/such/page.html']) {
        await page.goto(book.url + path);
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.className), 'skip-link');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement.nodeName), 'MAIN');
        assert.equal(page.url(), book.url + path);
    }
    await page.context().close();
});

test('an arrow key turns the page, but not while something has the focus', async () => {
    const page = await open(browser, book.url);
    const stays = async what => {
        const here = page.url();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowLeft');
        await page.waitForTimeout(150);
        assert.equal(page.url(), here, what);
    };
    await page.goto(book.url + pages[0]);
    await page.getByRole('button', { name: 'Change theme' }).click();
    await stays('theme menu');
    await page.keyboard.press('Escape');
    await stays('button');
    await page.locator('main').evaluate(main => main.insertAdjacentHTML('beforeend', '<div id="box" tabindex="0" role="group" aria-label="box">box</div>'));
    await page.locator('#box').focus();
    await stays('focusable box');

    await page.goto(book.url + pages[0]);
    await Promise.all([page.waitForURL(book.url + pages[1]), page.keyboard.press('ArrowRight')]);
    await page.context().close();
});

test('a wide listing can be scrolled by keyboard, a narrow one is not a stop', async () => {
    const page = await open(browser, book.url);
    await page.goto(book.url + pages[0]);
    // page.js looks at load, so the listing must be there before it.
    await page.route(book.url + pages[0], async route => {
        const answer = await route.fetch();
        const body = (await answer.text()).replace('</main>', `<pre><code id="wide">${'x'.repeat(400)}</code></pre><pre><code id="narrow">x</code></pre></main>`);
        await route.fulfill({ response: answer, body });
    });
    await page.goto(book.url + pages[0]);
    const wide = page.locator('#wide');
    assert.equal(await wide.getAttribute('tabindex'), '0');
    assert.equal(await page.locator('#narrow').getAttribute('tabindex'), null);
    await wide.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('#wide').scrollLeft > 0);
    assert.deepEqual(await axe(page), []);
    await page.context().close();
});

describe('without JavaScript', () => {
    for (const [size, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
        test(`the text and the way through the book are there, ${size}`, async () => {
            const page = await open(browser, book.url, { javaScriptEnabled: false, viewport });
            await page.goto(book.url + pages[0]);
            assert.ok((await page.locator('main').innerText()).length > 20);
            if (size === 'phone') {
                await page.getByRole('link', { name: 'Contents' }).click();
                await page.locator(`ol.chapter a[href="${pages[1]}"]`).click();
            } else {
                const sidebar = page.locator('#mdbook-sidebar');
                assert.ok(await sidebar.isVisible());
                await page.frameLocator('.sidebar-iframe-outer').locator(`a[href="${pages[1]}"]`).click();
            }
            await page.waitForURL(book.url + pages[1]);
            // Every page is reached from the one before it.
            for (const path of pages.slice(2)) {
                await page.locator('a.nav-chapters.next').click();
                await page.waitForURL(book.url + path);
                assert.ok(await page.locator('main h1').first().isVisible(), path);
                assert.equal(await page.locator('main').evaluate(main => main.scrollWidth > window.innerWidth), false, path);
            }
            assert.deepEqual([page.foreign, page.errors], [[], []]);
            await page.context().close();
        });
    }
});

test('the book works from a folder, without a server', { skip: !fileUrl() && 'BOOK_DIR is not set' }, async () => {
    const page = await open(browser, fileUrl());
    for (const path of pages) {
        await page.goto(fileUrl() + path);
        assert.ok(await page.locator('main h1').first().isVisible(), path);
        assert.ok(await page.locator('#mdbook-sidebar a').count() > 1, path);
        assert.equal(await page.locator('lu-stepper').count(), await page.locator('lu-stepper .controls').count(), path);
        assert.deepEqual([page.foreign, page.errors], [[], []], path);
    }
    await page.context().close();
});

describe('negative controls: what the tests above would not let pass', () => {
    test('axe finds a violation that was put there', async () => {
        const page = await open(browser, book.url);
        await page.goto(book.url + pages[0]);
        await page.locator('main').evaluate(main => main.insertAdjacentHTML('beforeend',
            '<button></button><p style="color: #999; background: #aaa">pale</p><img src="data:,">'));
        const rules = (await axe(page)).map(line => line.split(' ')[0]);
        for (const rule of ['button-name', 'color-contrast', 'image-alt']) {
            assert.ok(rules.includes(rule), rule);
        }
        await page.context().close();
    });

    test('a foreign request, a foreign socket and a console error are seen', async () => {
        const page = await open(browser, book.url);
        await page.goto(book.url + pages[0]);
        await page.evaluate(() => {
            document.body.insertAdjacentHTML('beforeend', '<img alt="" src="https://example.invalid/pixel.png">');
            new WebSocket('wss://example.invalid/socket');
            console.error('deliberate');
        });
        await page.waitForTimeout(300);
        assert.deepEqual(page.foreign.sort(), ['https://example.invalid/pixel.png', 'wss://example.invalid/socket']);
        assert.ok(page.errors.includes('deliberate'));
        await page.context().close();
    });

    test('a page that is too wide is seen', async () => {
        const page = await open(browser, book.url, { viewport: PHONE });
        await page.goto(book.url + pages[0]);
        assert.equal(await scrollsSideways(page), false);
        await page.locator('main').evaluate(main => main.insertAdjacentHTML('beforeend', '<div style="width: 900px">wide</div>'));
        assert.equal(await scrollsSideways(page), true);
        await page.context().close();
    });
});
