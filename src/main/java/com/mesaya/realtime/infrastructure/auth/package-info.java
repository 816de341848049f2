/**
 * Verifies JSON Web Tokens.
 * It may import the application and the domain.
 */
@NullMarked
package com.mesaya.realtime.infrastructure.auth;

import org.jspecify.annotations.NullMarked;
