// A WeChat Pay v3 client that we did not write, driven by JSON on standard input: { merchant, calls, notices }.
// Prints one answer a call and a notice. What it accepts was signed and encrypted as Tencent does it.
import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { gunzipSync } from "node:zlib";
import plugin from "wechatpay-axios-plugin";

const { Wechatpay, Rsa, Aes, Formatter } = plugin;
const { merchant, calls, notices } = JSON.parse(readFileSync(0, "utf8"));
const certs = {};
if (merchant.platform_key) certs[merchant.platform_key_id] = merchant.platform_key;
for (const pem of merchant.certificates) certs[new X509Certificate(pem).serialNumber] = pem;

const client = new Wechatpay({
  mchid: merchant.mchid, serial: merchant.serial, privateKey: merchant.private_key, certs,
  baseURL: `${merchant.gateway}/`, proxy: false,
});

async function answered({ method, path, data, params, packed }) {
  try {
    const options = { params, ...(packed ? { responseType: "arraybuffer" } : {}) };
    const way = client.chain(path);
    const answer = method === "GET" ? await way.get(options) : await way.post(data, options);
    const body = packed ? gunzipSync(Buffer.from(answer.data)).toString("utf8") : answer.data;
    return { status: answer.status, data: body, headers: { serial: answer.headers["wechatpay-serial"] } };
  } catch (error) {
    return { status: error.response?.status ?? 0, error: error.code, data: error.response?.data ?? null };
  }
}

function opened({ headers, body }) {
  const said = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const key = certs[said["wechatpay-serial"]];
  const message = Formatter.response(said["wechatpay-timestamp"], said["wechatpay-nonce"], body);
  const verified = key ? Rsa.verify(message, said["wechatpay-signature"], key) : false;
  const { ciphertext, nonce, associated_data: about } = JSON.parse(body).resource;
  let plain = null;
  try {
    plain = JSON.parse(Aes.AesGcm.decrypt(ciphertext, merchant.api_v3_key, nonce, about));
  } catch { /* another key, or a byte that changed */ }
  return { verified, plain };
}

function unsealed({ serial_no: serial, encrypt_certificate: sealed }) {
  const pem = Aes.AesGcm.decrypt(sealed.ciphertext, merchant.api_v3_key, sealed.nonce, sealed.associated_data);
  return { serial, same: new X509Certificate(pem).serialNumber === serial };
}

const answers = [];
for (const call of calls) answers.push(await answered(call));
for (const answer of answers) {
  const listed = answer.data?.data;
  if (Array.isArray(listed) && listed[0]?.encrypt_certificate) answer.certificates = listed.map(unsealed);
}
process.stdout.write(JSON.stringify({ answers, notices: notices.map(opened) }));
