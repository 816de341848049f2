/**
 * Verifies JSON Web Tokens with the keys of a JWKS, and signs resume cursors.
 * It imports {@code application}, {@code application.access}, {@code domain}, {@code domain.log}, {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.auth;

import org.jspecify.annotations.NullMarked;
