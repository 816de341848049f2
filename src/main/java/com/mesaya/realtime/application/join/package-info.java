/**
 * The join: subscribe to a section, then get its snapshot from the main API without overloading it.
 * It imports {@code application}, {@code application.monitor}, {@code domain}, {@code domain.log} and {@code org.slf4j}.
 */
@NullMarked
package com.mesaya.realtime.application.join;

import org.jspecify.annotations.NullMarked;
