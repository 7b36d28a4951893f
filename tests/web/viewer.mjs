// SPDX-License-Identifier: MIT
// The page of --format html in a real Chromium: stepping, deep links, comparison, both colour
// schemes, print, widths of 1280 and 400 pixels, five steps and two hundred. Keeps screenshots.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { run, withBrowser } from "./browser.mjs";

const vigil = process.argv[2];
const shots = resolve("screenshots");
mkdirSync(shots, { recursive: true });

const few = resolve("few.html");
const many = resolve("many.html");
const compared = resolve("compared.html");
run(vigil, ["verify", "tutorial/lost_notification", "--format", "html", "-o", few], 1);
run(vigil, ["verify", "workload/buffer", "-p", "items=40", "--max-steps", "200",
            "--format", "html", "-o", many], 1);
writeFileSync(compared, withExplanation(readFileSync(few, "utf8")));

/// The page with what an explanation adds: a decisive step, and an execution that goes on otherwise.
function withExplanation(page) {
  const pattern = /(<script type="application\/json" id="data">)(.*?)(<\/script>)/s;
  const data = JSON.parse(pattern.exec(page)[2]);
  const [execution] = data.executions;
  const passing = structuredClone(execution.trace);
  passing.steps = passing.steps.filter(stop => stop.step !== null);
  passing.steps.at(-1).rows.push({ lane: 1, text: "ends", where: "", source: "", style: "plain" });
  Object.assign(execution, { decisive_step: 1, decisive: "`waiter` could have run first",
                             story: ["`notifier` ran at step 1"], passing });
  const text = JSON.stringify(data).replaceAll("<", "\\u003c");
  return page.replace(pattern, (_, before, __, after) => before + text + after);
}

async function open(browser, file, { width = 1280, hash = "", scheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  page.complaints = [];
  page.on("console", message => page.complaints.push(message.text()));
  page.on("pageerror", error => page.complaints.push(error.message));
  page.on("request", request => {
    if (!/^(file|data):/.test(request.url())) page.complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href + hash);
  return page;
}

async function close(page) {
  assert.deepEqual(page.complaints, [], "the console stays empty and nothing is fetched");
  await page.close();
}

const position = page => page.locator("#position").textContent();
const steps = page => page.locator("#steps > li").count();
const marked = page => page.locator("#steps > li[aria-current=step]").textContent();

async function stepsWithTheKeyboard(browser) {
  const page = await open(browser, few);
  const count = await steps(page);
  assert.equal(await position(page), `end (${count} of ${count})`);
  await page.keyboard.press("Home");
  assert.equal(await position(page), `step 0 (1 of ${count})`);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await position(page), `step 0 (1 of ${count})`);
  await page.keyboard.press("ArrowRight");
  assert.equal(await position(page), `step 1 (2 of ${count})`);
  assert.match(page.url(), /#step=1$/);
  assert.match(await page.locator("#panel").textContent(), /condition \(condition\)nobody waits/);
  assert.match(await page.locator("#live").textContent(), /^Step 1: notifier: acquire/);
  assert.match(await marked(page), /^Step 1/);
  await page.keyboard.press("ArrowRight");
  const panel = await page.locator("#panel").textContent();
  assert.match(panel, /waiterblocked: waits on condition/);
  assert.match(panel, /condition \(condition\)1 waiting/);
  assert.match(panel, /condition\.wait\(\);/, "the source line is shown");
  await page.keyboard.press("End");
  assert.equal(await position(page), `end (${count} of ${count})`);
  assert.match(await page.locator("#panel").textContent(), /waits for waiter to end/);
  await close(page);
}

async function stepsWithTheMouse(browser) {
  const page = await open(browser, few, { hash: "#step=0" });
  await page.click("#next");
  assert.match(await position(page), /^step 1 /);
  await page.click("#back");
  assert.match(await position(page), /^step 0 /);
  assert.equal(await page.locator("#back").isDisabled(), true);
  await page.click("#last");
  assert.match(await position(page), /^end /);
  await page.locator("#scrubber").focus();
  await page.keyboard.press("ArrowLeft");
  assert.match(await position(page), /^step 2 /, "the scrubber moves one step at a time");
  await page.locator("#scrubber").fill("0");
  assert.match(await position(page), /^step 0 /);
  await page.locator("svg g.row", { hasText: "notify condition" }).click();
  assert.match(await position(page), /^step 1 /);
  await page.click("#diagnosis a >> text=step 2");
  // A link changes the address first; the page follows in an event of its own.
  for (let tries = 0; tries < 50 && !/^step 2 /.test(await position(page)); ++tries) {
    await page.waitForTimeout(100);
  }
  assert.match(await position(page), /^step 2 /, "steps in the diagnosis are links");
  await close(page);
}

async function followsDeepLinks(browser) {
  const page = await open(browser, many, { hash: "#step=100" });
  assert.match(await position(page), /^step 100 /);
  const now = page.locator("svg g.now").first();
  assert.equal(await now.evaluate(node => {
    const box = node.getBoundingClientRect();
    const host = node.closest(".lanes").getBoundingClientRect();
    return box.top >= host.top && box.bottom <= host.bottom;
  }), true, "the step is scrolled into view");
  await page.evaluate(() => { location.hash = "#step=7"; });
  await page.waitForFunction(() => document.getElementById("position").textContent.startsWith("step 7 "));
  assert.ok(await steps(page) > 150);
  await close(page);
}

async function drawsArrows(browser) {
  const page = await open(browser, many);
  for (const kind of ["notify", "hand-over", "spawn"]) {
    assert.ok(await page.locator(`svg path.arrow.${kind}`).count() > 1, `there are ${kind} arrows`);
  }
  await close(page);
}

async function compares(browser) {
  const page = await open(browser, compared, { hash: "#step=1" });
  assert.match(await page.locator("#decisive").textContent(), /decisive step is step 1: waiter could/);
  assert.match(await page.locator("#panel .decisive").textContent(), /waiter/);
  assert.equal(await page.locator("svg text.decisive").count(), 1);
  assert.equal(await page.locator("#story li").count(), 1);
  await page.click("#compare");
  assert.equal(await page.locator(".lanes").count(), 2);
  assert.equal(await page.locator("#passing-steps li").count(), 3);
  const differing = await page.locator("svg g.differs").allTextContents();
  assert.equal(differing.length, 3, `two blocked tasks here, one end there: ${differing}`);
  await page.screenshot({ path: `${shots}/compared-1280.png`, fullPage: true });
  await page.click("#compare");
  assert.equal(await page.locator(".lanes").count(), 1);
  await close(page);
}

async function fitsEveryWidth(browser) {
  for (const [name, file] of [["few", few], ["many", many]]) {
    for (const width of [1280, 400]) {
      for (const scheme of ["light", "dark"]) {
        const page = await open(browser, file, { width, scheme });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${name} at ${width}: the page is ${overflow} pixels too wide`);
        await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png` });
        await close(page);
      }
    }
  }
}

async function printsInFull(browser) {
  const page = await open(browser, few, { scheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.equal(await page.locator(".controls").isVisible(), false);
  assert.equal(await page.locator("#steps").isVisible(), true);
  const pdf = await page.pdf({ path: `${shots}/few.pdf` });
  assert.ok(pdf.length > 10000);
  await close(page);
}

async function speaksToScreenReaders(browser) {
  const page = await open(browser, few, { hash: "#step=2" });
  assert.equal(await page.locator("#live").getAttribute("aria-live"), "polite");
  assert.equal(await page.getByRole("slider", { name: "Step" }).getAttribute("aria-valuetext"), "Step 2");
  assert.equal(await page.getByRole("button", { name: "Step back" }).count(), 1);
  const texts = await page.getByRole("listitem").allTextContents();
  assert.ok(texts.some(text => text.startsWith("Step 2 — waiter: acquire condition.lock")));
  await close(page);
}

async function showsReportsWithoutExecutions(browser) {
  const file = resolve("verified.html");
  run(vigil, ["verify", "tutorial/wait_notify", "--format", "html", "-o", file], 0);
  const page = await open(browser, file);
  assert.equal(await page.locator("#verdict").textContent(), "verified");
  assert.equal(await page.locator("#main").isVisible(), false);
  assert.match(await page.locator("#search").textContent(), /executions1/);
  await close(page);
}

await withBrowser(async browser => {
  for (const test of [stepsWithTheKeyboard, stepsWithTheMouse, followsDeepLinks, drawsArrows, compares,
                      fitsEveryWidth, printsInFull, speaksToScreenReaders,
                      showsReportsWithoutExecutions]) {
    await test(browser);
    console.log(`ok ${test.name}`);
  }
});
console.log(`screenshots: ${shots}`);
