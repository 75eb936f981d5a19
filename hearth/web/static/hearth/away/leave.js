// On every page of the round: sends what waits on this phone, and lets nobody sign out over it.
import { die, keepSending, send, unsent } from "./send.js";

const place = document.querySelector("[data-sending]");
const address = place.dataset.in;
const part = (name) => place.querySelector(`[data-sending-${name}]`);

async function say() {
  const count = await unsent();
  part("unsent").textContent = count ? part("unsent").dataset.says.replace("{num}", count) : "";
}

// Signing out clears the phone: not before what was handed in has gone.
async function onLeave(event) {
  event.preventDefault();
  const form = event.target;
  await send(address);
  if (await unsent()) return stay();
  await die(); // what was typed and not handed in goes its way
  await send(address);
  if (await unsent()) return stay();
  form.submit();
}

function stay() {
  part("wait").hidden = false;
  part("wait").scrollIntoView();
}

if (window.isSecureContext && navigator.locks) {
  document.querySelector(".h-leave")?.addEventListener("submit", onLeave);
  await keepSending(address, say);
}
