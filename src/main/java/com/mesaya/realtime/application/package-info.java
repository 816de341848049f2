/**
 * Tools of all use cases: continuations without threads of their own, and text that is safe to log.
 * It imports {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.application;

import org.jspecify.annotations.NullMarked;
