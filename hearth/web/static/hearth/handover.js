// When the device is lent to somebody, every other page of it that is open goes away; and a page
// that the browser kept for its Back key is asked for again, so that the server can refuse it.

export function start() {
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const channel = new BroadcastChannel("device");
  if ("handedOver" in document.body.dataset) {
    channel.postMessage("lent");
    return;
  }
  channel.addEventListener("message", () => {
    document.documentElement.hidden = true;
    location.replace("/");
  });
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.once === "sent") event.preventDefault();
      form.dataset.once = "sent";
    });
  }
}
