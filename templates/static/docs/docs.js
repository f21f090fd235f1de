/** 接口文档: Swagger UI on our own description. */
import { lendFont } from "/static/h5/fonts.js";

lendFont();
if (document.getElementById("swagger")) window.SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#swagger",
  deepLinking: true,
  validatorUrl: null, // no outside service sees our interface
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
});
