// The length follows the kind of visit until somebody types one. The server does the same when it is left empty.
const usual = document.querySelector("[data-usual-minutes]");
const kind = document.querySelector("#booking [name='kind']");
const minutes = document.querySelector("#booking [name='minutes']");

const lengthOf = (name) => usual.getAttribute(`data-${name}`);

if (usual && kind && minutes) {
  let proposed = lengthOf(kind.value);
  kind.addEventListener("change", () => {
    if (minutes.value !== "" && minutes.value !== proposed) return;
    proposed = lengthOf(kind.value);
    minutes.value = proposed ?? "";
  });
}
