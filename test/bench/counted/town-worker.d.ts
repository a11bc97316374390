/**
 * src/index.ts under the alias of wrangler.toml: its own types need the Worker's globals, which the tests' compiler
 * run does not have. Here only its door is needed.
 */
declare module 'town-worker' {
  const worker: { fetch(request: Request, env: object, context: object): Response | Promise<Response> };
  export default worker;
}
