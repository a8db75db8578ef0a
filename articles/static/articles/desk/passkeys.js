// Creates or uses a passkey: options come with the page as JSON, the answer goes back in the form's `credential`.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list || []).map((entry) => ({ ...entry, id: toBytes(entry.id) }));

function answerOf(credential) {
  const told = credential.response;
  const response = { clientDataJSON: toText(told.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (told[name]) response[name] = toText(told[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response,
  });
}

function askDevice(kind, options) {
  const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (kind === "get") {
    return navigator.credentials.get({ publicKey: { ...key, allowCredentials: withBytes(key.allowCredentials) } });
  }
  const user = { ...key.user, id: toBytes(key.user.id) };
  return navigator.credentials.create({
    publicKey: { ...key, user, excludeCredentials: withBytes(key.excludeCredentials) },
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failure = form.querySelector(".failure");
    failure.hidden = true;
    try {
      const options = JSON.parse(document.getElementById("passkey-options").textContent);
      form.elements.credential.value = answerOf(await askDevice(form.dataset.passkey, options));
      form.submit();
    } catch (error) {
      console.warn(error.name);
      failure.hidden = false;
    }
  });
}
