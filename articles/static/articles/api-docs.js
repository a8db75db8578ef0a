"use strict";

const reference = document.getElementById("reference");
SwaggerUIBundle({ url: reference.dataset.openapi, domNode: reference, supportedSubmitMethods: ["get"] });
