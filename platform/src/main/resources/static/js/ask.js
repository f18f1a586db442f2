// Asks for confirmation before an action that loses something.
const dialog = document.querySelector("#ask");

/** Resolves to true if the button labelled `yes` was pressed. */
export function ask(question, yes) {
  dialog.querySelector(".question").textContent = question;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true }));
}
