// Answers messages from FAQs as node-nlp does with its defaults: reads
// {faqs: [{name, questions}], messages: [text]} from standard input, trains, and
// writes {train_ms, answers: [{best, score, answered, ms}]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

// The modules are where they were installed, not beside this file.
const require = createRequire(resolve(process.argv[2], 'package.json'));
const { NlpManager } = require('node-nlp');

const { faqs, messages } = JSON.parse(readFileSync(0, 'utf8'));
const manager = new NlpManager({
  languages: ['en'], autoSave: false, autoLoad: false, forceNER: false, nlu: { log: false },
});
// By turns: its training takes one document after the other and goes astray where
// many of one FAQ follow each other.
const most = Math.max(...faqs.map(({ questions }) => questions.length));
for (let i = 0; i < most; i += 1) {
  for (const { name, questions } of faqs) {
    if (i < questions.length) manager.addDocument('en', questions[i], name);
  }
}
let began = performance.now();
await manager.train();
const trainMs = performance.now() - began;

const answers = [];
for (const message of messages) {
  began = performance.now();
  const result = await manager.process('en', message);
  const ms = performance.now() - began;
  // Below its threshold it says None with a score of 1; what it found best, and
  // how sure it was, stands in the classifications, best first.
  const best = (result.classifications ?? []).find((c) => c.intent !== 'None');
  answers.push({
    best: best?.intent ?? '', score: best?.score ?? 0, answered: result.intent === best?.intent, ms,
  });
}
process.stdout.write(JSON.stringify({ train_ms: trainMs, answers }));
