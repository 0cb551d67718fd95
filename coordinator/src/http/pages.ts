import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

const WEB = join(import.meta.dirname, '..', '..', 'web', 'dist');
const SWAGGER = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

const DOCS_HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Vieraugen API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"></head><body><div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;
const DOCS_SCRIPT = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#api', validatorUrl: null });`;
/** Swagger UI sets styles on its elements; everything else is as strict as on the other pages. */
const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API's description and a page that shows it, from files of our own. */
export function docsPages(description: Readonly<Record<string, unknown>>): (app: Express) => void {
  const json = JSON.stringify(description, undefined, 2);
  return (app) => {
    app.get('/v1/openapi.json', (_request, response) => {
      response.type('application/json').send(json);
    });
    app.use('/docs', (_request, response, next) => {
      response.setHeader('Content-Security-Policy', DOCS_CSP);
      next();
    });
    app.get('/docs', (_request, response) => {
      response.type('html').send(DOCS_HTML);
    });
    app.get('/docs/start.js', (_request, response) => {
      response.type('text/javascript').send(DOCS_SCRIPT);
    });
    app.use('/docs', express.static(SWAGGER, { index: false, fallthrough: true }));
  };
}

/** The back office as it was built. Every address that is not a file is the page itself: it has its own routes. */
export function webPages(app: Express): void {
  app.use(
    '/assets',
    express.static(join(WEB, 'assets'), { index: false, immutable: true, maxAge: '365d', fallthrough: false }),
  );
  app.use(express.static(WEB, { index: false }));
  app.get(/^\/(?!v1\/|docs|assets\/|healthz|readyz).*/, (request, response, next) => {
    if (!request.accepts('html')) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(WEB, 'index.html'), (error) => {
      if (error) next();
    });
  });
}
