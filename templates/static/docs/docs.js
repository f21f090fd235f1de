/** 接口文档: Swagger UI on our own description. */
window.SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#swagger",
  deepLinking: true,
  validatorUrl: null, // no outside service sees our interface
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
});
