/**
 * Certificates and keys of the public port, read anew when their files change.
 * It imports {@code org.slf4j} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.tls;

import org.jspecify.annotations.NullMarked;
