// <lu-stepper>: step through a schedule, one row of its table at a time.
//
// The table is the data, and is complete without this script, in print and for a screen
// reader; the script only adds controls and marks the current row. Nothing depends on
// ids, because the print page puts every chapter on one page and renames them. Nothing
// plays by itself and nothing moves: a step is a mark on another row.
'use strict';

class Stepper extends HTMLElement {
    connectedCallback() {
        this.rows = [...this.querySelectorAll('tbody > tr')];
        this.box = this.querySelector('.table-scroll');
        if (this.controls || !this.box || this.rows.length === 0) {
            return;
        }
        this.head = this.querySelector('thead > tr');
        const caption = this.querySelector('figcaption')?.textContent.trim() ?? 'the schedule';

        this.controls = make('div', { class: 'controls', role: 'group', 'aria-label': `Step through: ${caption}` });
        this.first = this.button('First', () => 1);
        this.previous = this.button('Previous', () => this.at - 1);
        this.next = this.button('Next', () => this.at + 1);
        this.last = this.button('Last', () => this.rows.length);
        this.range = make('input', { type: 'range', min: 0, max: this.rows.length, value: 0, 'aria-label': 'Step' });
        this.range.addEventListener('input', () => this.go(Number(this.range.value)));
        this.controls.append(this.first, this.previous, this.next, this.last, this.range);
        this.controls.addEventListener('keydown', event => this.key(event));

        // Empty at load, so that nothing is announced before the reader asks; the hint
        // is drawn by the style sheet and is not part of the text.
        this.status = make('p', { class: 'says', role: 'status', 'data-hint': `${this.rows.length} steps. Press Next, or ← and → while the controls have the focus.` });
        this.box.before(this.controls, this.status);
        this.go(0);
    }

    button(name, target) {
        const button = make('button', { type: 'button' });
        button.textContent = name;
        button.addEventListener('click', () => this.press(target()));
        return button;
    }

    // A button or key at the end of the schedule does nothing; it must not start over.
    press(step) {
        if (step >= 1 && step <= this.rows.length) {
            this.go(step);
        }
    }

    key(event) {
        const target = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 1, End: this.rows.length }[event.key];
        if (target === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
            return;
        }
        event.preventDefault(); // The range would move a second time.
        event.stopPropagation(); // mdBook would turn the page.
        this.press(target);
    }

    // Step 0 is the state before the first step: no row is marked.
    go(step) {
        this.at = step;
        this.rows.forEach((row, i) => {
            if (i + 1 === step) {
                row.setAttribute('aria-current', 'step');
            } else {
                row.removeAttribute('aria-current');
            }
        });
        this.range.value = step;
        // Short, because the sentence is announced by the status line already.
        this.range.setAttribute('aria-valuetext', step ? `step ${step} of ${this.rows.length}` : 'not started');
        // aria-disabled, not disabled: a button that loses the focus strands the keyboard.
        const disable = (button, end) => button.setAttribute('aria-disabled', end);
        disable(this.first, step === 1);
        disable(this.previous, step <= 1);
        disable(this.next, step === this.rows.length);
        disable(this.last, step === this.rows.length);
        const row = this.rows[step - 1];
        this.status.textContent = row ? row.dataset.says : '';
        if (row) {
            this.reveal(row);
        }
    }

    // Scrolls the table's own box, never the page: scrollIntoView would move both.
    reveal(row) {
        const column = [...this.head.cells].findIndex(cell => cell.textContent.trim() === row.dataset.process);
        const cell = (row.cells[column] ?? row).getBoundingClientRect();
        const box = this.box.getBoundingClientRect();
        const top = box.top + this.box.clientTop + this.head.offsetHeight;
        const left = box.left + this.box.clientLeft + this.head.cells[0].offsetWidth;
        const bottom = box.top + this.box.clientTop + this.box.clientHeight;
        const right = box.left + this.box.clientLeft + this.box.clientWidth;
        this.box.scrollTop += Math.min(0, cell.top - top) || Math.max(0, cell.bottom - bottom);
        this.box.scrollLeft += Math.min(0, cell.left - left) || Math.max(0, cell.right - right);
    }
}

function make(name, attributes) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    return element;
}

customElements.define('lu-stepper', Stepper);
