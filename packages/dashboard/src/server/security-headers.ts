import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** What a page may do: load its own script and style sheet, ask its own server, send its own forms. Nothing else. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ['data:'],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

const setSecureHeaders = secureHeaders({
  contentSecurityPolicy: CONTENT_SECURITY_POLICY,
  xFrameOptions: 'DENY',
  permissionsPolicy: { camera: [], geolocation: [], microphone: [], usb: [] },
  // Who serves it over TLS decides this for the whole host.
  strictTransportSecurity: false,
});

/** Sets the headers that every answer has: nobody may keep it, frame it, or run anything else in it. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await setSecureHeaders(context, next);
  context.res.headers.set('Cache-Control', 'no-store');
};
