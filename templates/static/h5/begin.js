/**
 * 进入采集: a form whose answer names a collection: `<form data-kit="begin" action="/api/v1/collections">` goes to its list.
 */
import { attach as attachForm } from "./forms.js";

/** @param {HTMLFormElement} form */
export function attach(form) {
  form.addEventListener("form:answer", (event) => {
    event.preventDefault();
    window.location.assign(`/h5/c/${event.detail.answer.collection}`);
  });
  attachForm(form);
}
