// Asks once before something is lost, and says what.
const dialog = document.querySelector("#ask");

/** Whether the answer is `yes`, the word on its button. */
export function ask(question, yes) {
  dialog.querySelector(".question").textContent = question;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true }));
}
