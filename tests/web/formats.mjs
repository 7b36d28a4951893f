// SPDX-License-Identifier: MIT
// The formats for other tools, each read by the tool that it is for: Mermaid draws the sequence
// diagram, sarif-multitool validates the SARIF log, Graphviz lays out the wait-for graph.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { run, withBrowser } from "./browser.mjs";

const vigil = process.argv[2];
const models = [["tutorial/lost_notification"], ["workload/shared_cv"], ["tutorial/foreign_wait"],
                ["tutorial/notify_all", "--clock", "arbitrary"],
                ["workload/buffer", "-p", "items=40", "--max-steps", "200"]];

async function mermaidDraws(browser) {
  const page = await browser.newPage();
  await page.setContent("<!DOCTYPE html><div id=host></div>");
  await page.addScriptTag({ path: "node_modules/mermaid/dist/mermaid.min.js" });
  for (const model of models) {
    const text = run(vigil, ["verify", ...model, "--format", "mermaid"], 1);
    const drawn = await page.evaluate(async source => {
      mermaid.initialize({ startOnLoad: false });
      const kind = await mermaid.parse(source);
      const { svg } = await mermaid.render("drawing", source);
      const host = document.getElementById("host");
      host.innerHTML = svg;
      return { kind: kind.diagramType, notes: host.querySelectorAll(".noteText").length,
               arrows: host.querySelectorAll(".messageText").length };
    }, text);
    assert.equal(drawn.kind, "sequence");
    assert.ok(drawn.notes > 3 && drawn.arrows > 0, `${model}: ${JSON.stringify(drawn)}`);
  }
  await page.close();
}

function sarifIsValid() {
  const folder = "node_modules/@microsoft/sarif-multitool-linux";
  const tool = `${folder}/Sarif.Multitool`;
  if (!existsSync(tool)) return console.log("skipped: sarif-multitool has no program for this machine");
  chmodSync(tool, 0o755);
  run(vigil, ["verify", ...models.slice(0, 3).flat(), "--format", "sarif", "-o", "log.sarif"], 1);
  const result = spawnSync(tool, ["validate", "log.sarif", "--rule-kind", "Sarif", "--output",
                                  "validation.sarif", "--log", "ForceOverwrite"], { encoding: "utf8" });
  assert.doesNotMatch(result.stdout + result.stderr, /: error /, result.stdout);
  const results = JSON.parse(readFileSync("validation.sarif", "utf8")).runs[0].results ?? [];
  assert.deepEqual(results.filter(one => one.level === "error"), []);
}

function laidOut(text) {
  const result = spawnSync("dot", ["-Tsvg"], { input: text, encoding: "utf8" });
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stderr, "", "dot has nothing to complain about");
  assert.match(result.stdout, /<\/svg>/);
  return result.stdout;
}

function graphvizDraws() {
  if (spawnSync("dot", ["-V"]).error) return console.log("skipped: graphviz is not installed");
  for (const model of models) {
    laidOut(run(vigil, ["verify", ...model, "--format", "dot"], 1));
    laidOut(run(vigil, ["verify", ...model, "--format", "tree"], 1));
  }
  const small = laidOut(run(vigil, ["verify", "workload/wait_for", "--format", "dot"], 0));
  assert.match(small, />done</);
  const large = run(vigil, ["verify", "tutorial/wait_for", "-p", "tasks=4", "--format", "tree"], 0);
  assert.equal(laidOut(large).match(/>done</g).length, 200);
}

await withBrowser(mermaidDraws);
console.log("ok mermaid");
sarifIsValid();
console.log("ok sarif");
graphvizDraws();
console.log("ok graphviz");
