// Alipay's official Node SDK against the sandbox: reads one JSON order from stdin, prints one JSON answer.
import { AlipaySdk } from 'alipay-sdk';

let text = '';
for await (const piece of process.stdin) text += piece;
const { merchant, calls } = JSON.parse(text);
const sdk = new AlipaySdk({
  appId: merchant.app_id,
  privateKey: merchant.private_key,
  alipayPublicKey: merchant.alipay_key,
  gateway: merchant.gateway,
  camelcase: false,
});

const answers = [];
for (const call of calls) {
  try {
    if (call.notice !== undefined) {
      answers.push({ holds: sdk.checkNotifySignV2(Object.fromEntries(new URLSearchParams(call.notice))) });
    } else if (call.page) {
      answers.push({ url: sdk.pageExecute(call.method, 'GET', call.params) });
    } else {
      // validateSign: the SDK itself checks the signature over the exact substring of the answer.
      answers.push(await sdk.exec(call.method, call.params, { validateSign: true }));
    }
  } catch (error) {
    answers.push({ error: error.message });
  }
}
process.stdout.write(JSON.stringify(answers));
