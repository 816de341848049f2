/**
 * Limits per client: addresses behind proxies, origins, numbers of connections, and rates.
 * It imports {@code application}, {@code domain} and libraries.
 */
@NullMarked
package com.mesaya.realtime.transport.admission;

import org.jspecify.annotations.NullMarked;
