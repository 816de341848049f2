package com.mesaya.realtime.domain.log;

import com.mesaya.realtime.domain.Cursor;
import java.util.UUID;

/**
 * The point from which a new connection can continue a former one.
 *
 * @param subscriber the id of the former connection's subscription
 * @param cursor the cursor up to which the client has received everything
 */
public record ResumePoint(UUID subscriber, Cursor cursor) {}
